<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BulkLayer</name>
    <message numerus="yes">
        <source>%n are not on this desk, and central is out of reach.</source>
        <translation>
            <numerusform>%n is not on this desk, and central is out of reach.</numerusform>
            <numerusform>%n are not on this desk, and central is out of reach.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are so already.</source>
        <translation>
            <numerusform>%n is so already.</numerusform>
            <numerusform>%n are so already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be changed.</source>
        <translation>
            <numerusform>%n cannot be changed.</numerusform>
            <numerusform>%n cannot be changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n ticket(s)</source>
        <translation>
            <numerusform>Change %n ticket</numerusform>
            <numerusform>Change %n tickets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CallerView</name>
    <message numerus="yes">
        <source>%n more have this number: type their name.</source>
        <translation>
            <numerusform>%n more has this number: type their name.</numerusform>
            <numerusform>%n more have this number: type their name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Callers</name>
    <message numerus="yes">
        <source>{name} or %n others</source>
        <translation>
            <numerusform>{name} or %n other</numerusform>
            <numerusform>{name} or %n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CandidateButton</name>
    <message numerus="yes">
        <source>%n open tickets</source>
        <translation>
            <numerusform>%n open ticket</numerusform>
            <numerusform>%n open tickets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CopySection</name>
    <message numerus="yes">
        <source>%n customers in full</source>
        <translation>
            <numerusform>%n customer in full</numerusform>
            <numerusform>%n customers in full</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeskLock</name>
    <message numerus="yes">
        <source>Wait %n second(s) before the next try.</source>
        <translation>
            <numerusform>Wait %n second before the next try.</numerusform>
            <numerusform>Wait %n seconds before the next try.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Directory</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilterLayer</name>
    <message numerus="yes">
        <source>more than %n day(s)</source>
        <translation>
            <numerusform>more than %n day</numerusform>
            <numerusform>more than %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkLine</name>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>%n not accepted</numerusform>
            <numerusform>%n not accepted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to compare</source>
        <translation>
            <numerusform>%n to compare</numerusform>
            <numerusform>%n to compare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting to be sent</source>
        <translation>
            <numerusform>%n waiting to be sent</numerusform>
            <numerusform>%n waiting to be sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListBar</name>
    <message numerus="yes">
        <source>%n ticket(s)</source>
        <translation>
            <numerusform>%n ticket</numerusform>
            <numerusform>%n tickets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListOutput</name>
    <message numerus="yes">
        <source>%n page(s) went to the printer.</source>
        <translation>
            <numerusform>%n page went to the printer.</numerusform>
            <numerusform>%n pages went to the printer.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MoreLine</name>
    <message numerus="yes">
        <source>… and %n more. They come up as these are dealt with; copy, export and print have them all.</source>
        <translation>
            <numerusform>… and %n more. It comes up as these are dealt with; copy, export and print have them all.</numerusform>
            <numerusform>… and %n more. They come up as these are dealt with; copy, export and print have them all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovedDeadlines</name>
    <message numerus="yes">
        <source>%n due time(s) move</source>
        <translation>
            <numerusform>%n due time moves</numerusform>
            <numerusform>%n due times move</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n would be overdue</source>
        <translation>
            <numerusform>%n would be overdue</numerusform>
            <numerusform>%n would be overdue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n open ticket(s): </source>
        <translation>
            <numerusform>Of %n open ticket: </numerusform>
            <numerusform>Of %n open tickets: </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OtherCalls</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OutboxLayer</name>
    <message numerus="yes">
        <source>%n changed by a colleague first</source>
        <translation>
            <numerusform>%n changed by a colleague first</numerusform>
            <numerusform>%n changed by a colleague first</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kept texts</source>
        <translation>
            <numerusform>%n kept text</numerusform>
            <numerusform>%n kept texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted: the text is kept here until you decide.</source>
        <translation>
            <numerusform>%n not accepted: the text is kept here until you decide.</numerusform>
            <numerusform>%n not accepted: the texts are kept here until you decide.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n on the way.</source>
        <translation>
            <numerusform>%n on the way.</numerusform>
            <numerusform>%n on the way.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting, sent by itself as soon as central answers.</source>
        <translation>
            <numerusform>%n waiting, sent by itself as soon as central answers.</numerusform>
            <numerusform>%n waiting, sent by themselves as soon as central answers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnWork</name>
    <message numerus="yes">
        <source>%n not sent to central yet:</source>
        <translation>
            <numerusform>%n not sent to central yet:</numerusform>
            <numerusform>%n not sent to central yet:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>· and %n more</source>
        <translation>
            <numerusform>· and %n more</numerusform>
            <numerusform>· and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuarantineLayer</name>
    <message numerus="yes">
        <source>%n of it was refused by the rules.</source>
        <translation>
            <numerusform>%n of it was refused by the rules.</numerusform>
            <numerusform>%n of it were refused by the rules.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard all %n of {name}? It stays on record, but is never carried out.</source>
        <translation>
            <numerusform>Discard %n of {name}? It stays on record, but is never carried out.</numerusform>
            <numerusform>Discard all %n of {name}? They stay on record, but are never carried out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Release all %n</source>
        <translation>
            <numerusform>Release all (%n)</numerusform>
            <numerusform>Release all %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueColumnView</name>
    <message numerus="yes">
        <source>%n change(s) wait until you leave the list</source>
        <translation>
            <numerusform>%n change waits until you leave the list</numerusform>
            <numerusform>%n changes wait until you leave the list</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReminderLine</name>
    <message numerus="yes">
        <source>All %n</source>
        <translation>
            <numerusform>All %n</numerusform>
            <numerusform>All %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message numerus="yes">
        <source>%n action(s).</source>
        <translation>
            <numerusform>%n action.</numerusform>
            <numerusform>%n actions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s), </source>
        <translation>
            <numerusform>%n condition, </numerusform>
            <numerusform>%n conditions, </numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RuleResults</name>
    <message numerus="yes">
        <source>%n version(s). Enter shows one in the form.</source>
        <translation>
            <numerusform>%n version. Enter shows it in the form.</numerusform>
            <numerusform>%n versions. Enter shows one in the form.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In the last week: %n time(s) a rule would have acted. Nothing was written.</source>
        <translation>
            <numerusform>In the last week: %n time a rule would have acted. Nothing was written.</numerusform>
            <numerusform>In the last week: %n times a rule would have acted. Nothing was written.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TicketsScreen</name>
    <message numerus="yes">
        <source>%n changed since and stay: {numbers}.</source>
        <translation>
            <numerusform>%n changed since and stays: {numbers}.</numerusform>
            <numerusform>%n changed since and stay: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: {number}: {why}</source>
        <translation>
            <numerusform>%n not: {number}: {why}</numerusform>
            <numerusform>%n not: {number}: {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) are as before.</source>
        <translation>
            <numerusform>%n ticket is as before.</numerusform>
            <numerusform>%n tickets are as before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) changed.</source>
        <translation>
            <numerusform>%n ticket changed.</numerusform>
            <numerusform>%n tickets changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undo change of %n</source>
        <translation>
            <numerusform>Undo change of %n</numerusform>
            <numerusform>Undo change of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TwinsBox</name>
    <message numerus="yes">
        <source>Perhaps on record already, and %n more:</source>
        <translation>
            <numerusform>Perhaps on record already, and %n more:</numerusform>
            <numerusform>Perhaps on record already, and %n more:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Voicemail</name>
    <message numerus="yes">
        <source>%n voice messages</source>
        <translation>
            <numerusform>%n voice message</numerusform>
            <numerusform>%n voice messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingCalls</name>
    <message numerus="yes">
        <source>%n open tickets</source>
        <translation>
            <numerusform>%n open ticket</numerusform>
            <numerusform>%n open tickets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkCard</name>
    <message numerus="yes">
        <source>%n that belong to it go with it.</source>
        <translation>
            <numerusform>%n that belongs to it goes with it.</numerusform>
            <numerusform>%n that belong to it go with it.</numerusform>
        </translation>
    </message>
</context>
</TS>
