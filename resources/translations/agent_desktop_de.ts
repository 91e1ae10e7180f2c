<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AnswersPage</name>
    <message>
        <source>Enter puts it into the note</source>
        <translation>Eingabe setzt sie in die Notiz</translation>
    </message>
    <message>
        <source>Filter answers</source>
        <translation>Antworten filtern</translation>
    </message>
    <message>
        <source>No answers</source>
        <translation>Keine Antworten</translation>
    </message>
    <message>
        <source>Nothing fits these words.</source>
        <translation>Zu diesen Worten passt nichts.</translation>
    </message>
    <message>
        <source>Standard answers</source>
        <translation>Standardantworten</translation>
    </message>
</context>
<context>
    <name>AskLayer</name>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
</context>
<context>
    <name>BlockLayer</name>
    <message>
        <source>Block</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Block a caller</source>
        <translation>Anrufer sperren</translation>
    </message>
    <message>
        <source>Calls from this number are like any other again, at every desk.</source>
        <translation>Anrufe von dieser Nummer sind an jedem Platz wieder wie alle anderen.</translation>
    </message>
    <message>
        <source>Calls from this number still ring. They are shown as blocked, and put nothing on anybody’s screen.</source>
        <translation>Anrufe von dieser Nummer klingeln weiter. Sie sind als gesperrt gekennzeichnet und öffnen bei niemandem etwas auf dem Bildschirm.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Kept with your name; everybody can read it.</source>
        <translation>Wird mit Ihrem Namen festgehalten; alle können es lesen.</translation>
    </message>
    <message>
        <source>Let a caller through again</source>
        <translation>Anrufer wieder durchlassen</translation>
    </message>
    <message>
        <source>Let through</source>
        <translation>Durchlassen</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>{number} gets through again.</source>
        <translation>{number} kommt wieder durch.</translation>
    </message>
    <message>
        <source>{number} is blocked.</source>
        <translation>{number} ist gesperrt.</translation>
    </message>
</context>
<context>
    <name>BlockedLayer</name>
    <message>
        <source>A number’s menu, or the button below, blocks it.</source>
        <translation>Sperren können Sie im Menü einer Nummer oder mit dem Knopf unten.</translation>
    </message>
    <message>
        <source>Block a number…</source>
        <translation>Nummer sperren …</translation>
    </message>
    <message>
        <source>Blocked by</source>
        <translation>Gesperrt von</translation>
    </message>
    <message>
        <source>Blocked callers</source>
        <translation>Gesperrte Anrufer</translation>
    </message>
    <message>
        <source>Choose a number first.</source>
        <translation>Markieren Sie erst eine Nummer.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Let through again…</source>
        <translation>Wieder durchlassen …</translation>
    </message>
    <message>
        <source>Nobody is blocked</source>
        <translation>Niemand ist gesperrt</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
</context>
<context>
    <name>BulkChange</name>
    <message>
        <source>Cannot be changed</source>
        <translation>Kann nicht geändert werden</translation>
    </message>
    <message>
        <source>Cannot get there from “{state}”</source>
        <translation>Von „{state}“ führt kein Weg dorthin</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Is not here and central is out of reach</source>
        <translation>Ist nicht hier, und die Zentrale ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Is so already</source>
        <translation>Ist schon so</translation>
    </message>
    <message>
        <source>Needs first: {fields}</source>
        <translation>Braucht zuerst: {fields}</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>Was sich ändert</translation>
    </message>
    <message>
        <source>Who shall have it is away</source>
        <translation>Wer es bekommen soll, ist nicht da</translation>
    </message>
    <message>
        <source>Would have too many tags</source>
        <translation>Hätte zu viele Schlagwörter</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>jemand anders</translation>
    </message>
</context>
<context>
    <name>BulkLayer</name>
    <message numerus="yes">
        <source>%n are not on this desk, and central is out of reach.</source>
        <translation>
            <numerusform>%n ist nicht an diesem Arbeitsplatz, und die Zentrale ist nicht erreichbar.</numerusform>
            <numerusform>%n sind nicht an diesem Arbeitsplatz, und die Zentrale ist nicht erreichbar.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are so already.</source>
        <translation>
            <numerusform>%n ist schon so.</numerusform>
            <numerusform>%n sind schon so.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be changed.</source>
        <translation>
            <numerusform>%n kann nicht geändert werden.</numerusform>
            <numerusform>%n können nicht geändert werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>A ticket that is closed stays closed: this cannot be undone.</source>
        <translation>Ein geschlossenes Ticket bleibt geschlossen: Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Add tags</source>
        <translation>Schlagwörter hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message numerus="yes">
        <source>Change %n ticket(s)</source>
        <translation>
            <numerusform>%n Ticket ändern</numerusform>
            <numerusform>%n Tickets ändern</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose what shall change</source>
        <translation>Wählen Sie, was sich ändern soll</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Nobody: back to the queue</source>
        <translation>Niemand: zurück in die Warteschlange</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Nichts würde sich ändern.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Take tags away</source>
        <translation>Schlagwörter wegnehmen</translation>
    </message>
    <message>
        <source>The first {n} are changed; the others stay.</source>
        <translation>Die ersten {n} werden geändert, die anderen bleiben.</translation>
    </message>
    <message>
        <source>Then each ticket says here what becomes of it.</source>
        <translation>Dann steht hier bei jedem Ticket, was daraus wird.</translation>
    </message>
    <message>
        <source>What becomes of each ticket</source>
        <translation>Was aus jedem Ticket wird</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>bleibt</translation>
    </message>
    <message>
        <source>with commas between them</source>
        <translation>mit Kommas dazwischen</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} von {all}</translation>
    </message>
</context>
<context>
    <name>CalendarForm</name>
    <message>
        <source>A calendar needs a name.</source>
        <translation>Ein Kalender braucht einen Namen.</translation>
    </message>
    <message>
        <source>A calendar that never opens would stop every clock.</source>
        <translation>Ein Kalender ohne Öffnungszeiten würde jede Uhr anhalten.</translation>
    </message>
    <message>
        <source>A day that is closed</source>
        <translation>Ein Tag, an dem geschlossen ist</translation>
    </message>
    <message>
        <source>A day with other hours</source>
        <translation>Ein Tag mit anderen Zeiten</translation>
    </message>
    <message>
        <source>Add a day</source>
        <translation>Tag hinzufügen</translation>
    </message>
    <message>
        <source>Days unlike others, before holidays</source>
        <translation>Besondere Tage, gehen Feiertagen vor</translation>
    </message>
    <message>
        <source>For everybody else</source>
        <translation>Für alle übrigen</translation>
    </message>
    <message>
        <source>For these queues</source>
        <translation>Für diese Warteschlangen</translation>
    </message>
    <message>
        <source>For these teams</source>
        <translation>Für diese Teams</translation>
    </message>
    <message>
        <source>Give it hours.</source>
        <translation>Geben Sie ihm Zeiten.</translation>
    </message>
    <message>
        <source>Holidays of</source>
        <translation>Feiertage von</translation>
    </message>
    <message>
        <source>Its holidays are the same everywhere</source>
        <translation>Die Feiertage sind dort überall gleich</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Names with commas between.</source>
        <translation>Namen, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Next: {days}</source>
        <translation>Als Nächstes: {days}</translation>
    </message>
    <message>
        <source>Of tickets whose team has no calendar.</source>
        <translation>Für Tickets, deren Team keinen Kalender hat.</translation>
    </message>
    <message>
        <source>Part of it</source>
        <translation>Landesteil</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Tuesday to Friday like Monday</source>
        <translation>Dienstag bis Freitag wie Montag</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>das ganze Land</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>no team and no queue runs by it</source>
        <translation>kein Team und keine Warteschlange richtet sich danach</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>{hours} hours a week</source>
        <translation>{hours} Stunden pro Woche</translation>
    </message>
</context>
<context>
    <name>CallBar</name>
    <message>
        <source>All together</source>
        <translation>Alle zusammen</translation>
    </message>
    <message>
        <source>Asking {name}</source>
        <translation>Rückfrage: {name}</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindet</translation>
    </message>
    <message>
        <source>Given to {name}.</source>
        <translation>An {name} gegeben.</translation>
    </message>
    <message>
        <source>Lift the handset</source>
        <translation>Hörer abheben</translation>
    </message>
    <message>
        <source>Lift the handset to talk to {name}.</source>
        <translation>Hörer abheben, um mit {name} zu sprechen.</translation>
    </message>
    <message>
        <source>Lift the handset.</source>
        <translation>Hörer abheben.</translation>
    </message>
    <message>
        <source>No calls here</source>
        <translation>Hier keine Anrufe</translation>
    </message>
    <message>
        <source>Parked, {space}</source>
        <translation>Geparkt, {space}</translation>
    </message>
    <message>
        <source>Recording paused</source>
        <translation>Aufnahme angehalten</translation>
    </message>
    <message>
        <source>Wait until they answer.</source>
        <translation>Warten Sie, bis angenommen wird.</translation>
    </message>
    <message>
        <source>{now}, then {after}</source>
        <translation>{now}, dann {after}</translation>
    </message>
</context>
<context>
    <name>CallBarView</name>
    <message>
        <source>Add person</source>
        <translation>Person dazuholen</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>Alle zusammen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Break</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Ctrl E</source>
        <translation>Strg E</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Strg K</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Dialling</source>
        <translation>Wählt</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Extend 30 s</source>
        <translation>30 s mehr</translation>
    </message>
    <message>
        <source>Give call</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Halten</translation>
    </message>
    <message>
        <source>Keypad</source>
        <translation>Ziffern</translation>
    </message>
    <message>
        <source>Line lost</source>
        <translation>Leitung weg</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>Im Gespräch</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Shift F2</source>
        <translation>Umschalt F2</translation>
    </message>
    <message>
        <source>Shift F8</source>
        <translation>Umschalt F8</translation>
    </message>
    <message>
        <source>Shift F9</source>
        <translation>Umschalt F9</translation>
    </message>
    <message>
        <source>The line to the exchange is lost. It is being tried again.</source>
        <translation>Die Leitung zur Telefonanlage ist weg. Es wird weiter versucht.</translation>
    </message>
    <message>
        <source>There is no call.</source>
        <translation>Es gibt keinen Anruf.</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
</context>
<context>
    <name>CallListScreen</name>
    <message>
        <source>A callback is promised for later: choose a time to come.</source>
        <translation>Ein Rückruf ist für später versprochen: Wählen Sie einen Zeitpunkt, der noch kommt.</translation>
    </message>
    <message>
        <source>Call list</source>
        <translation>Anrufliste</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Kampagne</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Everybody was called</source>
        <translation>Alle wurden angerufen</translation>
    </message>
    <message>
        <source>Last time</source>
        <translation>Letztes Mal</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>New leads appear here when the campaign gets them.</source>
        <translation>Neue Kontakte erscheinen hier, sobald die Kampagne welche bekommt.</translation>
    </message>
    <message>
        <source>Next lead</source>
        <translation>Nächster Kontakt</translation>
    </message>
    <message>
        <source>No campaign is active</source>
        <translation>Keine Kampagne ist aktiv</translation>
    </message>
    <message>
        <source>Nobody is due to be called now.</source>
        <translation>Im Moment ist niemand zum Anrufen an der Reihe.</translation>
    </message>
    <message>
        <source>Save or give back the lead in hand first.</source>
        <translation>Speichern Sie erst den Kontakt in Arbeit, oder geben Sie ihn zurück.</translation>
    </message>
    <message>
        <source>Save the note</source>
        <translation>Notiz sichern</translation>
    </message>
    <message>
        <source>Save, next lead</source>
        <translation>Speichern, nächster</translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translation>Gesichert {time}</translation>
    </message>
    <message>
        <source>Saved {time}, the call goes on</source>
        <translation>Gespeichert {time}, das Gespräch läuft weiter</translation>
    </message>
    <message>
        <source>This exchange does not let the desk dial: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht wählen: am Telefon wählen.</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Breite des Bereichs</translation>
    </message>
    <message>
        <source>none active</source>
        <translation>keine aktiv</translation>
    </message>
    <message>
        <source>{n} to call, {callbacks} callbacks, {done} done</source>
        <translation>{n} anzurufen, {callbacks} Rückrufe, {done} erledigt</translation>
    </message>
</context>
<context>
    <name>CallbackFields</name>
    <message>
        <source>Arrow up and down change the part the caret is in</source>
        <translation>Pfeil auf und ab ändern den Teil, in dem die Schreibmarke steht</translation>
    </message>
    <message>
        <source>Call back at</source>
        <translation>Rückruf um</translation>
    </message>
    <message>
        <source>I call back myself</source>
        <translation>Ich rufe selbst zurück</translation>
    </message>
    <message>
        <source>Otherwise it goes to whoever is free then</source>
        <translation>Sonst bekommt ihn, wer dann frei ist</translation>
    </message>
</context>
<context>
    <name>CallerView</name>
    <message>
        <source>A colleague&apos;s telephone.</source>
        <translation>Das Telefon eines Kollegen.</translation>
    </message>
    <message>
        <source>Ask for the name, then link the call to the customer.</source>
        <translation>Nach dem Namen fragen, dann den Anruf dem Kunden zuordnen.</translation>
    </message>
    <message>
        <source>Create a customer</source>
        <translation>Kunden anlegen</translation>
    </message>
    <message>
        <source>Link to a customer</source>
        <translation>Kunden zuordnen</translation>
    </message>
    <message>
        <source>Name or customer number they give</source>
        <translation>Name oder Kundennummer, wie genannt</translation>
    </message>
    <message>
        <source>Nobody of that name or number is known here.</source>
        <translation>Mit diesem Namen oder dieser Nummer ist hier niemand bekannt.</translation>
    </message>
    <message>
        <source>This may be them. Nothing is taken for granted before you say so.</source>
        <translation>Das könnte es sein. Nichts gilt, bevor Sie es sagen.</translation>
    </message>
    <message>
        <source>Type the number above, or link the contact to a customer.</source>
        <translation>Oben die Nummer eintippen oder den Kontakt einem Kunden zuordnen.</translation>
    </message>
    <message>
        <source>Who was it?</source>
        <translation>Wer war es?</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message numerus="yes">
        <source>%n more have this number: type their name.</source>
        <translation>
            <numerusform>%n weitere Person hat diese Nummer: Tippen Sie den Namen.</numerusform>
            <numerusform>%n weitere haben diese Nummer: Tippen Sie den Namen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Several customers have this number. Who is it?</source>
        <translation>Mehrere Kunden haben diese Nummer. Wer ist es?</translation>
    </message>
</context>
<context>
    <name>Callers</name>
    <message>
        <source>Nobody has this number yet. Nothing is made by itself.</source>
        <translation>Diese Nummer hat noch niemand. Von selbst wird nichts angelegt.</translation>
    </message>
    <message>
        <source>Not on this desk. They may be a customer all the same; central will tell when it answers.</source>
        <translation>Nicht an diesem Platz. Es kann trotzdem ein Kunde sein; die Zentrale sagt es, sobald sie antwortet.</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>a callback was promised</source>
        <translation>ein Rückruf ist versprochen</translation>
    </message>
    <message>
        <source>a verified number of theirs</source>
        <translation>eine bestätigte Nummer</translation>
    </message>
    <message>
        <source>but another extension</source>
        <translation>aber eine andere Durchwahl</translation>
    </message>
    <message>
        <source>but the number is theirs no more</source>
        <translation>aber die Nummer gehört ihnen nicht mehr</translation>
    </message>
    <message>
        <source>has an open ticket</source>
        <translation>hat ein offenes Ticket</translation>
    </message>
    <message>
        <source>lives with somebody who has this number</source>
        <translation>lebt mit jemandem, der diese Nummer hat</translation>
    </message>
    <message>
        <source>may have this number: they wrote it to us</source>
        <translation>hat vielleicht diese Nummer: stand in einer Nachricht</translation>
    </message>
    <message>
        <source>nobody else has this number</source>
        <translation>sonst hat niemand diese Nummer</translation>
    </message>
    <message>
        <source>the customer number is theirs</source>
        <translation>die Kundennummer stimmt</translation>
    </message>
    <message>
        <source>the extension is theirs</source>
        <translation>die Durchwahl passt</translation>
    </message>
    <message>
        <source>the name they gave is theirs</source>
        <translation>der genannte Name stimmt</translation>
    </message>
    <message>
        <source>their preferred number</source>
        <translation>die bevorzugte Nummer</translation>
    </message>
    <message>
        <source>was confirmed at this number before</source>
        <translation>wurde an dieser Nummer schon bestätigt</translation>
    </message>
    <message>
        <source>was in contact lately</source>
        <translation>war kürzlich in Kontakt</translation>
    </message>
    <message numerus="yes">
        <source>{name} or %n others</source>
        <translation>
            <numerusform>{name} oder %n weitere Person</numerusform>
            <numerusform>{name} oder %n weitere Personen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CandidateButton</name>
    <message numerus="yes">
        <source>%n open tickets</source>
        <translation>
            <numerusform>%n offenes Ticket</numerusform>
            <numerusform>%n offene Tickets</numerusform>
        </translation>
    </message>
    <message>
        <source>Maybe</source>
        <translation>Vielleicht</translation>
    </message>
</context>
<context>
    <name>ChartPlot</name>
    <message>
        <source>target {value}</source>
        <translation>Ziel {value}</translation>
    </message>
</context>
<context>
    <name>ChecklistPage</name>
    <message>
        <source>Add a line</source>
        <translation>Zeile hinzufügen</translation>
    </message>
    <message>
        <source>Add the first line below.</source>
        <translation>Fügen Sie unten die erste hinzu.</translation>
    </message>
    <message>
        <source>Checklist of the ticket</source>
        <translation>Prüfliste des Tickets</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>No checklist</source>
        <translation>Keine Prüfliste</translation>
    </message>
    <message>
        <source>To be done</source>
        <translation>Zu erledigen</translation>
    </message>
    <message>
        <source>What is to be done; Enter adds it</source>
        <translation>Was zu tun ist; Eingabe fügt es hinzu</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>to be done</source>
        <translation>zu erledigen</translation>
    </message>
</context>
<context>
    <name>CommandPaletteFrame</name>
    <message>
        <source>Results</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>↑ ↓  move      Enter  run      Tab  filter by type      Esc  close</source>
        <translation>↑ ↓  bewegen      Eingabe  ausführen      Tab  nach Art filtern      Esc  schließen</translation>
    </message>
</context>
<context>
    <name>Commerce</name>
    <message>
        <source>1 item</source>
        <translation>1 Artikel</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Zurückgekommen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgesagt</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Geliefert</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Ended {day}</source>
        <translation>Beendet am {day}</translation>
    </message>
    <message>
        <source>Ends {day}</source>
        <translation>Endet am {day}</translation>
    </message>
    <message>
        <source>From order {number}</source>
        <translation>Aus Bestellung {number}</translation>
    </message>
    <message>
        <source>Has {amount} in credit</source>
        <translation>Hat {amount} Guthaben</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>No longer in use</source>
        <translation>Nicht mehr in Gebrauch</translation>
    </message>
    <message>
        <source>Not taken back</source>
        <translation>Nicht zurückgenommen</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Order {number}</source>
        <translation>Bestellung {number}</translation>
    </message>
    <message>
        <source>Owes {amount}</source>
        <translation>Schuldet {amount}</translation>
    </message>
    <message>
        <source>Partly delivered</source>
        <translation>Teilweise geliefert</translation>
    </message>
    <message>
        <source>Partly on its way</source>
        <translation>Teilweise unterwegs</translation>
    </message>
    <message>
        <source>Placed</source>
        <translation>Bestellt</translation>
    </message>
    <message>
        <source>Renews {day}</source>
        <translation>Verlängert sich am {day}</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Zurückgegeben</translation>
    </message>
    <message>
        <source>The account is even</source>
        <translation>Das Konto ist ausgeglichen</translation>
    </message>
    <message>
        <source>To come back</source>
        <translation>Soll zurückkommen</translation>
    </message>
    <message>
        <source>Warranty ended {day}</source>
        <translation>Garantie endete am {day}</translation>
    </message>
    <message>
        <source>Warranty until {day}</source>
        <translation>Garantie bis {day}</translation>
    </message>
    <message>
        <source>and {n} more lines</source>
        <translation>und {n} weitere Zeilen</translation>
    </message>
    <message>
        <source>delivered {when}</source>
        <translation>geliefert {when}</translation>
    </message>
    <message>
        <source>expected {day}</source>
        <translation>erwartet am {day}</translation>
    </message>
    <message>
        <source>from order {number}</source>
        <translation>aus Bestellung {number}</translation>
    </message>
    <message>
        <source>lot {lot}</source>
        <translation>Charge {lot}</translation>
    </message>
    <message>
        <source>serial {serial}</source>
        <translation>Seriennummer {serial}</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>seit {day}</translation>
    </message>
    <message>
        <source>{n} items</source>
        <translation>{n} Artikel</translation>
    </message>
</context>
<context>
    <name>CommercePage</name>
    <message>
        <source>Add a product</source>
        <translation>Produkt hinzufügen</translation>
    </message>
    <message>
        <source>Contracts</source>
        <translation>Verträge</translation>
    </message>
    <message>
        <source>Nothing bought yet</source>
        <translation>Noch nichts gekauft</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Bestellungen</translation>
    </message>
    <message>
        <source>Orders and products</source>
        <translation>Bestellungen und Produkte</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Produkte</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>Rückgaben</translation>
    </message>
    <message>
        <source>What the customer has can be written down here.</source>
        <translation>Hier lässt sich festhalten, was der Kunde besitzt.</translation>
    </message>
</context>
<context>
    <name>CompanyLine</name>
    <message>
        <source>{names} has this ticket open</source>
        <translation>{names} hat dieses Ticket offen</translation>
    </message>
    <message>
        <source>{names} writes on this ticket</source>
        <translation>{names} schreibt an diesem Ticket</translation>
    </message>
</context>
<context>
    <name>ComparedText</name>
    <message>
        <source>Different: {words}</source>
        <translation>Unterschied: {words}</translation>
    </message>
</context>
<context>
    <name>Complaint</name>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Call back about {product}</source>
        <translation>Rückruf zu {product}</translation>
    </message>
    <message>
        <source>Quality check</source>
        <translation>Qualitätsprüfung</translation>
    </message>
    <message>
        <source>Quality check of {product}</source>
        <translation>Qualitätsprüfung von {product}</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Replacement for {product}</source>
        <translation>Ersatz für {product}</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Return of {product}</source>
        <translation>Rückgabe von {product}</translation>
    </message>
    <message>
        <source>Team {team}</source>
        <translation>Team {team}</translation>
    </message>
    <message>
        <source>{part}: when</source>
        <translation>{part}: wann</translation>
    </message>
    <message>
        <source>{part}: who</source>
        <translation>{part}: wer</translation>
    </message>
</context>
<context>
    <name>ComplaintLayer</name>
    <message>
        <source>As it stands on the label</source>
        <translation>Wie es auf dem Etikett steht</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose a queue.</source>
        <translation>Wählen Sie eine Warteschlange.</translation>
    </message>
    <message>
        <source>Complaint of {name}</source>
        <translation>Beschwerde von {name}</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Lot or serial number</source>
        <translation>Charge oder Seriennummer</translation>
    </message>
    <message>
        <source>Nobody else complained about this so far</source>
        <translation>Bisher hat sich niemand sonst darüber beschwert</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Open the complaint</source>
        <translation>Beschwerde eröffnen</translation>
    </message>
    <message>
        <source>Other complaints about this</source>
        <translation>Andere Beschwerden dazu</translation>
    </message>
    <message>
        <source>Others complained about this product or lot: {n}</source>
        <translation>Andere beschwerten sich über dieses Produkt oder diese Charge: {n}</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Say in a few words what happened.</source>
        <translation>Sagen Sie in wenigen Worten, was geschehen ist.</translation>
    </message>
    <message>
        <source>Say which product it is about.</source>
        <translation>Sagen Sie, um welches Produkt es geht.</translation>
    </message>
    <message>
        <source>The complaint is open, with quality check, return, replacement and callback.</source>
        <translation>Die Beschwerde ist eröffnet, mit Qualitätsprüfung, Rückgabe, Ersatz und Rückruf.</translation>
    </message>
    <message>
        <source>The same lot</source>
        <translation>Dieselbe Charge</translation>
    </message>
    <message>
        <source>The same product</source>
        <translation>Dasselbe Produkt</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
    <message>
        <source>What it is about</source>
        <translation>Worum es geht</translation>
    </message>
</context>
<context>
    <name>ConfirmLayer</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>One question</source>
        <translation>Eine Frage</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>A colleague</source>
        <translation>Eine Kollegin</translation>
    </message>
    <message>
        <source>Copy mine</source>
        <translation>Meinen Text kopieren</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>Diese Fassung behalten</translation>
    </message>
    <message>
        <source>Make one of both</source>
        <translation>Aus beiden eine machen</translation>
    </message>
    <message>
        <source>One text of both</source>
        <translation>Ein Text aus beiden</translation>
    </message>
    <message>
        <source>Put mine again</source>
        <translation>Meine Fassung setzen</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre Fassung</translation>
    </message>
    <message>
        <source>sent {time}, stands now</source>
        <translation>gesendet {time}, gilt jetzt</translation>
    </message>
    <message>
        <source>stands now</source>
        <translation>gilt jetzt</translation>
    </message>
    <message>
        <source>written {time}</source>
        <translation>geschrieben {time}</translation>
    </message>
</context>
<context>
    <name>ConflictLayer</name>
    <message>
        <source>A colleague changed these fields before your change reached central. Theirs stands now; nothing you wrote is lost.</source>
        <translation>Eine Kollegin hat diese Felder geändert, bevor Ihre Änderung in der Zentrale ankam. Jetzt gilt ihre Fassung; nichts von Ihrem Text ist verloren.</translation>
    </message>
    <message>
        <source>Conflicts and kept texts</source>
        <translation>Konflikte und aufbewahrte Texte</translation>
    </message>
    <message>
        <source>Kept texts</source>
        <translation>Aufbewahrte Texte</translation>
    </message>
    <message>
        <source>Nothing to decide</source>
        <translation>Nichts zu entscheiden</translation>
    </message>
    <message>
        <source>Theirs</source>
        <translation>Deren</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Where a colleague was first, both texts are shown here, and no text of yours is lost.</source>
        <translation>Wo eine Kollegin schneller war, stehen hier beide Texte, und keiner von Ihren geht verloren.</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Your text is copied.</source>
        <translation>Ihr Text ist kopiert.</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Ihre Fassung</translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>{name}: connected since {since}, last change {changed}</source>
        <translation>{name}: verbunden seit {since}, letzte Änderung {changed}</translation>
    </message>
    <message>
        <source>{name}: not reached since {since}, last change {changed}</source>
        <translation>{name}: nicht erreichbar seit {since}, letzte Änderung {changed}</translation>
    </message>
</context>
<context>
    <name>ConnectionsLayer</name>
    <message>
        <source>Away</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Zentrale</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>connected since {time}</source>
        <translation>verbunden seit {time}</translation>
    </message>
    <message>
        <source>not known while central is out of reach</source>
        <translation>nicht bekannt, solange die Zentrale nicht erreichbar ist</translation>
    </message>
    <message>
        <source>not reached since {time}</source>
        <translation>nicht erreichbar seit {time}</translation>
    </message>
</context>
<context>
    <name>ConsentForm</name>
    <message>
        <source>Allows it</source>
        <translation>Erlaubt es</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Gesagt</translation>
    </message>
    <message>
        <source>Taken back from now on.</source>
        <translation>Gilt ab jetzt nicht mehr.</translation>
    </message>
    <message>
        <source>Takes it back</source>
        <translation>Nimmt es zurück</translation>
    </message>
    <message>
        <source>The customer</source>
        <translation>Der Kunde</translation>
    </message>
    <message>
        <source>This is no date and time. Write it as 2026-11-30 14:05.</source>
        <translation>Das sind kein Datum und keine Uhrzeit. Schreiben Sie etwa 2026-11-30 14:05.</translation>
    </message>
    <message>
        <source>This is still to come. Check the date.</source>
        <translation>Das liegt noch in der Zukunft. Prüfen Sie das Datum.</translation>
    </message>
    <message>
        <source>When they said so</source>
        <translation>Wann es gesagt wurde</translation>
    </message>
    <message>
        <source>Where to look it up: a form, a recording</source>
        <translation>Wo es nachzulesen ist: ein Formular, eine Aufnahme</translation>
    </message>
</context>
<context>
    <name>ContactLayer</name>
    <message>
        <source>Nothing was noted.</source>
        <translation>Es wurde nichts notiert.</translation>
    </message>
    <message>
        <source>Open the ticket</source>
        <translation>Ticket öffnen</translation>
    </message>
</context>
<context>
    <name>ContactLine</name>
    <message>
        <source>Check identity</source>
        <translation>Identität prüfen</translation>
    </message>
    <message>
        <source>Identity not checked in this contact</source>
        <translation>Identität in diesem Kontakt nicht geprüft</translation>
    </message>
    <message>
        <source>Identity not confirmed: {way}</source>
        <translation>Identität nicht bestätigt: {way}</translation>
    </message>
    <message>
        <source>Identity verified: {way}</source>
        <translation>Identität bestätigt: {way}</translation>
    </message>
    <message>
        <source>It is them</source>
        <translation>Sie sind es</translation>
    </message>
    <message>
        <source>Shown by the number: {why}</source>
        <translation>Wegen der Nummer gezeigt: {why}</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>Jemand anders</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurückholen</translation>
    </message>
</context>
<context>
    <name>CopySection</name>
    <message numerus="yes">
        <source>%n customers in full</source>
        <translation>
            <numerusform>%n Kunde vollständig</numerusform>
            <numerusform>%n Kunden vollständig</numerusform>
        </translation>
    </message>
    <message>
        <source>Encrypted with {cipher}</source>
        <translation>Verschlüsselt mit {cipher}</translation>
    </message>
    <message>
        <source>Its key is in a file that only this account can read, in {where}</source>
        <translation>Der Schlüssel liegt in einer Datei, die nur dieses Benutzerkonto lesen kann, in {where}</translation>
    </message>
    <message>
        <source>Its key is in the system&apos;s keyring ({where})</source>
        <translation>Der Schlüssel liegt im Schlüsselbund des Systems ({where})</translation>
    </message>
    <message>
        <source>This desk&apos;s copy</source>
        <translation>Die Kopie an diesem Platz</translation>
    </message>
    <message>
        <source>{n} MB</source>
        <translation>{n} MB</translation>
    </message>
    <message>
        <source>{size} of at most {most}</source>
        <translation>{size} von höchstens {most}</translation>
    </message>
</context>
<context>
    <name>CreateCustomerLayer</name>
    <message>
        <source>A customer needs a name.</source>
        <translation>Ein Kunde braucht einen Namen.</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Nachname</translation>
    </message>
    <message>
        <source>Given name</source>
        <translation>Vorname</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>Neuer Kunde</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
</context>
<context>
    <name>CustomerDesk</name>
    <message>
        <source>No tickets yet</source>
        <translation>Noch keine Tickets</translation>
    </message>
    <message>
        <source>No visits yet</source>
        <translation>Noch keine Besuche</translation>
    </message>
    <message>
        <source>Number copied.</source>
        <translation>Nummer kopiert.</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Nummern</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open tickets</source>
        <translation>Offene Tickets</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>Vertrag</translation>
    </message>
    <message>
        <source>Equipment</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Orders and products</source>
        <translation>Bestellungen und Produkte</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Vertraulich</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Solved and closed</source>
        <translation>Gelöst und geschlossen</translation>
    </message>
    <message>
        <source>This exchange does not let the desk dial.</source>
        <translation>Diese Anlage lässt den Platz nicht wählen.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>Tickets of the customer</source>
        <translation>Tickets des Kunden</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Besuche</translation>
    </message>
    <message>
        <source>preferred</source>
        <translation>bevorzugt</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>{name} is kept on this desk, up to date, until you let them go.</source>
        <translation>{name} bleibt an diesem Platz auf dem neuesten Stand verfügbar, bis Sie das aufheben.</translation>
    </message>
    <message>
        <source>{name} is no longer kept offline.</source>
        <translation>{name} ist nicht mehr offline verfügbar.</translation>
    </message>
</context>
<context>
    <name>CustomerHeaderView</name>
    <message>
        <source>Facts</source>
        <translation>Auf einen Blick</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>Weitere Aktionen</translation>
    </message>
</context>
<context>
    <name>CustomerPanelView</name>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Verlauf</translation>
    </message>
</context>
<context>
    <name>CustomerRecord</name>
    <message>
        <source>%n address or handle</source>
        <translation>%n Anschrift oder Kontoname</translation>
    </message>
    <message>
        <source>%n addresses and handles</source>
        <translation>%n Anschriften und Kontonamen</translation>
    </message>
    <message>
        <source>%n call attempt</source>
        <translation>%n Anrufversuch</translation>
    </message>
    <message>
        <source>%n call attempts</source>
        <translation>%n Anrufversuche</translation>
    </message>
    <message>
        <source>%n consent</source>
        <translation>%n Einwilligung</translation>
    </message>
    <message>
        <source>%n consents</source>
        <translation>%n Einwilligungen</translation>
    </message>
    <message>
        <source>%n contact</source>
        <translation>%n Kontakt</translation>
    </message>
    <message>
        <source>%n contacts</source>
        <translation>%n Kontakte</translation>
    </message>
    <message>
        <source>%n earlier merge</source>
        <translation>%n frühere Zusammenführung</translation>
    </message>
    <message>
        <source>%n earlier merges</source>
        <translation>%n frühere Zusammenführungen</translation>
    </message>
    <message>
        <source>%n file</source>
        <translation>%n Datei</translation>
    </message>
    <message>
        <source>%n files</source>
        <translation>%n Dateien</translation>
    </message>
    <message>
        <source>%n lead</source>
        <translation>%n Lead</translation>
    </message>
    <message>
        <source>%n leads</source>
        <translation>%n Leads</translation>
    </message>
    <message>
        <source>%n link of tickets</source>
        <translation>%n Verknüpfung von Tickets</translation>
    </message>
    <message>
        <source>%n links of tickets</source>
        <translation>%n Verknüpfungen von Tickets</translation>
    </message>
    <message>
        <source>%n note of a ticket</source>
        <translation>%n Notiz eines Tickets</translation>
    </message>
    <message>
        <source>%n notes of tickets</source>
        <translation>%n Notizen von Tickets</translation>
    </message>
    <message>
        <source>%n number</source>
        <translation>%n Nummer</translation>
    </message>
    <message>
        <source>%n number learnt from calls</source>
        <translation>%n aus Anrufen gelernte Nummer</translation>
    </message>
    <message>
        <source>%n numbers</source>
        <translation>%n Nummern</translation>
    </message>
    <message>
        <source>%n numbers learnt from calls</source>
        <translation>%n aus Anrufen gelernte Nummern</translation>
    </message>
    <message>
        <source>%n open question about a call</source>
        <translation>%n offene Frage zu einem Anruf</translation>
    </message>
    <message>
        <source>%n open questions about calls</source>
        <translation>%n offene Fragen zu Anrufen</translation>
    </message>
    <message>
        <source>%n order</source>
        <translation>%n Bestellung</translation>
    </message>
    <message>
        <source>%n orders</source>
        <translation>%n Bestellungen</translation>
    </message>
    <message>
        <source>%n promise</source>
        <translation>%n Zusage</translation>
    </message>
    <message>
        <source>%n promises</source>
        <translation>%n Zusagen</translation>
    </message>
    <message>
        <source>%n relation</source>
        <translation>%n Beziehung</translation>
    </message>
    <message>
        <source>%n relations</source>
        <translation>%n Beziehungen</translation>
    </message>
    <message>
        <source>%n return</source>
        <translation>%n Rückgabe</translation>
    </message>
    <message>
        <source>%n returns</source>
        <translation>%n Rückgaben</translation>
    </message>
    <message>
        <source>%n ticket</source>
        <translation>%n Ticket</translation>
    </message>
    <message>
        <source>%n tickets</source>
        <translation>%n Tickets</translation>
    </message>
    <message>
        <source>%n visit</source>
        <translation>%n Besuch</translation>
    </message>
    <message>
        <source>%n visits</source>
        <translation>%n Besuche</translation>
    </message>
    <message>
        <source>A call back to their number</source>
        <translation>Ein Rückruf an ihre Nummer</translation>
    </message>
    <message>
        <source>A code we sent</source>
        <translation>Ein Code, den wir schickten</translation>
    </message>
    <message>
        <source>A document</source>
        <translation>Ein Ausweis</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Anschriften</translation>
    </message>
    <message>
        <source>Alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Allowed</source>
        <translation>Erlaubt</translation>
    </message>
    <message>
        <source>Billing</source>
        <translation>Rechnung</translation>
    </message>
    <message>
        <source>Can be undone until {day}</source>
        <translation>Kann bis {day} rückgängig gemacht werden</translation>
    </message>
    <message>
        <source>Carer</source>
        <translation>Betreuer</translation>
    </message>
    <message>
        <source>Child</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Contact person</source>
        <translation>Ansprechpartner</translation>
    </message>
    <message>
        <source>Customer number</source>
        <translation>Kundennummer</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Lieferung</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>Mitarbeiter</translation>
    </message>
    <message>
        <source>Employer</source>
        <translation>Arbeitgeber</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Guardian</source>
        <translation>Vormund</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>In their care</source>
        <translation>In ihrer Obhut</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>Persönlich bekannt</translation>
    </message>
    <message>
        <source>Landlord</source>
        <translation>Vermieter</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Sprachen</translation>
    </message>
    <message>
        <source>Looks like</source>
        <translation>Sieht aus wie</translation>
    </message>
    <message>
        <source>Marketing</source>
        <translation>Werbung</translation>
    </message>
    <message>
        <source>Member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>Member of</source>
        <translation>Mitglied von</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>Zusammengeführt</translation>
    </message>
    <message>
        <source>Merged into this record</source>
        <translation>Mit diesem Datensatz zusammengeführt</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>Mobil</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Neighbour</source>
        <translation>Nachbar</translation>
    </message>
    <message>
        <source>No address yet</source>
        <translation>Noch keine Anschrift</translation>
    </message>
    <message>
        <source>No e-mail address yet</source>
        <translation>Noch keine E-Mail-Adresse</translation>
    </message>
    <message>
        <source>No handle yet</source>
        <translation>Noch kein Kontoname</translation>
    </message>
    <message>
        <source>No number yet</source>
        <translation>Noch keine Nummer</translation>
    </message>
    <message>
        <source>No relations yet</source>
        <translation>Noch keine Beziehungen</translation>
    </message>
    <message>
        <source>No tags</source>
        <translation>Keine Schlagwörter</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>Not yet valid</source>
        <translation>Noch nicht gültig</translation>
    </message>
    <message>
        <source>Nothing was allowed or refused yet</source>
        <translation>Noch nichts erlaubt oder abgelehnt</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number elsewhere</source>
        <translation>Nummer anderswo</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Nummern</translation>
    </message>
    <message>
        <source>Numbers elsewhere</source>
        <translation>Nummern anderswo</translation>
    </message>
    <message>
        <source>On record twice?</source>
        <translation>Doppelt erfasst?</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Other name</source>
        <translation>Anderer Name</translation>
    </message>
    <message>
        <source>Other names</source>
        <translation>Andere Namen</translation>
    </message>
    <message>
        <source>Owned by them</source>
        <translation>Gehört ihnen</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>Elternteil</translation>
    </message>
    <message>
        <source>Parent company</source>
        <translation>Muttergesellschaft</translation>
    </message>
    <message>
        <source>Partner company</source>
        <translation>Partnerfirma</translation>
    </message>
    <message>
        <source>Pays for them</source>
        <translation>Zahlt für sie</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Postal address</source>
        <translation>Postanschrift</translation>
    </message>
    <message>
        <source>Preferred</source>
        <translation>Bevorzugt</translation>
    </message>
    <message>
        <source>Profiling</source>
        <translation>Profilbildung</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>Aufgeschoben</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>Beziehung</translation>
    </message>
    <message>
        <source>Relations</source>
        <translation>Beziehungen</translation>
    </message>
    <message>
        <source>Same household</source>
        <translation>Gleicher Haushalt</translation>
    </message>
    <message>
        <source>Security questions</source>
        <translation>Sicherheitsfragen</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Angezeigt als</translation>
    </message>
    <message>
        <source>Sibling</source>
        <translation>Geschwister</translation>
    </message>
    <message>
        <source>Social networks</source>
        <translation>Soziale Netzwerke</translation>
    </message>
    <message>
        <source>Speaks for</source>
        <translation>Spricht für</translation>
    </message>
    <message>
        <source>Spouse</source>
        <translation>Ehepartner</translation>
    </message>
    <message>
        <source>Subsidiary</source>
        <translation>Tochtergesellschaft</translation>
    </message>
    <message>
        <source>Surveys</source>
        <translation>Umfragen</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Tenant</source>
        <translation>Mieter</translation>
    </message>
    <message>
        <source>Their voice</source>
        <translation>Ihre Stimme</translation>
    </message>
    <message>
        <source>They pay for</source>
        <translation>Sie zahlen für</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Rückgängig gemacht</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Ward</source>
        <translation>Mündel</translation>
    </message>
    <message>
        <source>What the customer said about it</source>
        <translation>Was der Kunde dazu sagte</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>a date of birth one slip apart</source>
        <translation>ein Geburtsdatum mit einem Fehler</translation>
    </message>
    <message>
        <source>a number one slip apart</source>
        <translation>eine Nummer mit einem Fehler</translation>
    </message>
    <message>
        <source>a similar company</source>
        <translation>eine ähnliche Firma</translation>
    </message>
    <message>
        <source>a similar family name</source>
        <translation>ein ähnlicher Nachname</translation>
    </message>
    <message>
        <source>a similar given name</source>
        <translation>ein ähnlicher Vorname</translation>
    </message>
    <message>
        <source>almost the same address</source>
        <translation>fast dieselbe Anschrift</translation>
    </message>
    <message>
        <source>an e-mail address like it</source>
        <translation>eine ähnliche E-Mail-Adresse</translation>
    </message>
    <message>
        <source>an e-mail address one slip apart</source>
        <translation>eine E-Mail-Adresse mit einem Fehler</translation>
    </message>
    <message>
        <source>an identity document one slip apart</source>
        <translation>ein Ausweis mit einem Fehler</translation>
    </message>
    <message>
        <source>by e-mail</source>
        <translation>per E-Mail</translation>
    </message>
    <message>
        <source>by letter</source>
        <translation>per Brief</translation>
    </message>
    <message>
        <source>call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>every channel</source>
        <translation>jedem Kanal</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>ab {day}</translation>
    </message>
    <message>
        <source>given and family name swapped</source>
        <translation>Vor- und Nachname vertauscht</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>eingelesen</translation>
    </message>
    <message>
        <source>in a call</source>
        <translation>in einem Anruf</translation>
    </message>
    <message>
        <source>in a chat</source>
        <translation>in einem Chat</translation>
    </message>
    <message>
        <source>in person</source>
        <translation>persönlich</translation>
    </message>
    <message>
        <source>letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>on a form</source>
        <translation>auf einem Formular</translation>
    </message>
    <message>
        <source>one name on the other side</source>
        <translation>ein Name auf der anderen Seite</translation>
    </message>
    <message>
        <source>possibly the same family name</source>
        <translation>vielleicht derselbe Nachname</translation>
    </message>
    <message>
        <source>possibly the same given name</source>
        <translation>vielleicht derselbe Vorname</translation>
    </message>
    <message>
        <source>social networks</source>
        <translation>soziale Netzwerke</translation>
    </message>
    <message>
        <source>text message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>the same address</source>
        <translation>dieselbe Anschrift</translation>
    </message>
    <message>
        <source>the same company</source>
        <translation>dieselbe Firma</translation>
    </message>
    <message>
        <source>the same date of birth</source>
        <translation>dasselbe Geburtsdatum</translation>
    </message>
    <message>
        <source>the same e-mail address</source>
        <translation>dieselbe E-Mail-Adresse</translation>
    </message>
    <message>
        <source>the same family name</source>
        <translation>derselbe Nachname</translation>
    </message>
    <message>
        <source>the same given name</source>
        <translation>derselbe Vorname</translation>
    </message>
    <message>
        <source>the same identity document</source>
        <translation>derselbe Ausweis</translation>
    </message>
    <message>
        <source>the same number</source>
        <translation>dieselbe Nummer</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>bis {day}</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>{number} ext. {extension}</source>
        <translation>{number} Durchwahl {extension}</translation>
    </message>
    <message>
        <source>{purpose} by {channel}</source>
        <translation>{purpose} über {channel}</translation>
    </message>
    <message>
        <source>{purpose}, on every channel</source>
        <translation>{purpose}, auf jedem Kanal</translation>
    </message>
    <message>
        <source>{when}, {who}</source>
        <translation>{when}, {who}</translation>
    </message>
    <message>
        <source>{zone}, {time} there now</source>
        <translation>{zone}, dort ist es {time}</translation>
    </message>
</context>
<context>
    <name>CustomerSearch</name>
    <message>
        <source>Best first</source>
        <translation>Bestes zuerst</translation>
    </message>
    <message>
        <source>Customers found</source>
        <translation>Gefundene Kunden</translation>
    </message>
    <message>
        <source>Name, number, e-mail, postcode, order or ticket</source>
        <translation>Name, Nummer, E-Mail, Postleitzahl, Bestellung oder Ticket</translation>
    </message>
    <message>
        <source>Nobody is found.</source>
        <translation>Niemand gefunden.</translation>
    </message>
    <message>
        <source>Not on this desk; central knows everybody.</source>
        <translation>Nicht an diesem Arbeitsplatz; die Zentrale kennt alle.</translation>
    </message>
    <message>
        <source>Two letters are enough.</source>
        <translation>Zwei Buchstaben genügen.</translation>
    </message>
</context>
<context>
    <name>Customers</name>
    <message>
        <source>Balance</source>
        <translation>Saldo</translation>
    </message>
    <message>
        <source>Booked</source>
        <translation>Gebucht</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anrufen</translation>
    </message>
    <message>
        <source>Call attempt</source>
        <translation>Anrufversuch</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Calls in 90 days</source>
        <translation>Anrufe in 90 Tagen</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Zurückgekommen</translation>
    </message>
    <message>
        <source>Campaign contacts</source>
        <translation>Kampagnenkontakte</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgesagt</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>Beschwerde</translation>
    </message>
    <message>
        <source>Complaints</source>
        <translation>Beschwerden</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Consent given: {about}</source>
        <translation>Einwilligung erteilt: {about}</translation>
    </message>
    <message>
        <source>Consent withdrawn: {about}</source>
        <translation>Einwilligung widerrufen: {about}</translation>
    </message>
    <message>
        <source>Consents</source>
        <translation>Einwilligungen</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>Nummer kopieren</translation>
    </message>
    <message>
        <source>Customer since</source>
        <translation>Kunde seit</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Geliefert</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>E-mails</source>
        <translation>E-Mails</translation>
    </message>
    <message>
        <source>Edit customer</source>
        <translation>Kunden bearbeiten</translation>
    </message>
    <message>
        <source>Email</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Engineer visit</source>
        <translation>Technikerbesuch</translation>
    </message>
    <message>
        <source>From the customer</source>
        <translation>Vom Kunden</translation>
    </message>
    <message>
        <source>Identity not confirmed</source>
        <translation>Identität nicht bestätigt</translation>
    </message>
    <message>
        <source>Identity verified</source>
        <translation>Identität geprüft</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Inbound call</source>
        <translation>Eingehender Anruf</translation>
    </message>
    <message>
        <source>Internal note</source>
        <translation>Interne Notiz</translation>
    </message>
    <message>
        <source>Keep this customer offline</source>
        <translation>Diesen Kunden offline verfügbar halten</translation>
    </message>
    <message>
        <source>Kept offline</source>
        <translation>Offline verfügbar</translation>
    </message>
    <message>
        <source>Last satisfaction</source>
        <translation>Letzte Zufriedenheit</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Briefe</translation>
    </message>
    <message>
        <source>Logged by hand</source>
        <translation>Von Hand erfasst</translation>
    </message>
    <message>
        <source>Merge with another record</source>
        <translation>Mit einem anderen Datensatz zusammenführen</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New ticket</source>
        <translation>Neues Ticket</translation>
    </message>
    <message>
        <source>Next visit</source>
        <translation>Nächster Besuch</translation>
    </message>
    <message>
        <source>No e-mail address is known.</source>
        <translation>Keine E-Mail-Adresse bekannt.</translation>
    </message>
    <message>
        <source>No longer keep this customer offline</source>
        <translation>Diesen Kunden nicht mehr offline verfügbar halten</translation>
    </message>
    <message>
        <source>No number is known.</source>
        <translation>Keine Nummer bekannt.</translation>
    </message>
    <message>
        <source>Nobody at home</source>
        <translation>Niemand zu Hause</translation>
    </message>
    <message>
        <source>None booked</source>
        <translation>Keiner geplant</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>Not taken back</source>
        <translation>Nicht zurückgenommen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Open tickets</source>
        <translation>Offene Tickets</translation>
    </message>
    <message>
        <source>Opened in a call</source>
        <translation>In einem Anruf eröffnet</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Bestellung</translation>
    </message>
    <message>
        <source>Orders and returns</source>
        <translation>Bestellungen und Rückgaben</translation>
    </message>
    <message>
        <source>Outbound call</source>
        <translation>Ausgehender Anruf</translation>
    </message>
    <message>
        <source>Outcome set automatically</source>
        <translation>Ergebnis automatisch gesetzt</translation>
    </message>
    <message>
        <source>Partly delivered</source>
        <translation>Teilweise geliefert</translation>
    </message>
    <message>
        <source>Partly shipped</source>
        <translation>Teilweise versandt</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Placed</source>
        <translation>Bestellt</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Return: {product}</source>
        <translation>Rückgabe: {product}</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>Zurückgegeben</translation>
    </message>
    <message>
        <source>Shipped</source>
        <translation>Versandt</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Speaks {languages}</source>
        <translation>Spricht {languages}</translation>
    </message>
    <message>
        <source>Text message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Text messages</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>The record is not on this desk and central cannot be reached. It comes when central answers.</source>
        <translation>Der Datensatz ist nicht an diesem Platz, und die Zentrale ist nicht erreichbar. Er kommt, sobald sie antwortet.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>To come back</source>
        <translation>Soll zurückkommen</translation>
    </message>
    <message>
        <source>To the customer</source>
        <translation>An den Kunden</translation>
    </message>
    <message>
        <source>Today {time}</source>
        <translation>Heute {time}</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>Besuche</translation>
    </message>
    <message>
        <source>Waiting for customer</source>
        <translation>Wartet auf Kunden</translation>
    </message>
    <message>
        <source>Web chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
    <message>
        <source>brought in by an import</source>
        <translation>eingelesen</translation>
    </message>
    <message>
        <source>by chat</source>
        <translation>per Chat</translation>
    </message>
    <message>
        <source>by e-mail</source>
        <translation>per E-Mail</translation>
    </message>
    <message>
        <source>by form</source>
        <translation>per Formular</translation>
    </message>
    <message>
        <source>by letter</source>
        <translation>per Brief</translation>
    </message>
    <message>
        <source>by social network</source>
        <translation>über ein soziales Netzwerk</translation>
    </message>
    <message>
        <source>by telephone</source>
        <translation>per Telefon</translation>
    </message>
    <message>
        <source>by text message</source>
        <translation>per SMS</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>in a chat</source>
        <translation>in einem Chat</translation>
    </message>
    <message>
        <source>in person</source>
        <translation>persönlich</translation>
    </message>
    <message>
        <source>marketing</source>
        <translation>Werbung</translation>
    </message>
    <message>
        <source>on every channel</source>
        <translation>auf jedem Kanal</translation>
    </message>
    <message>
        <source>profiling</source>
        <translation>Profilbildung</translation>
    </message>
    <message>
        <source>recording of calls</source>
        <translation>Aufnahme von Anrufen</translation>
    </message>
    <message>
        <source>said in a call</source>
        <translation>in einem Anruf gesagt</translation>
    </message>
    <message>
        <source>service</source>
        <translation>Service</translation>
    </message>
    <message>
        <source>surveys</source>
        <translation>Umfragen</translation>
    </message>
    <message>
        <source>waited {time}</source>
        <translation>wartete {time}</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
</context>
<context>
    <name>DataTable</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>Hier ist nichts</translation>
    </message>
</context>
<context>
    <name>DateLayer</name>
    <message>
        <source>A month ago</source>
        <translation>Vor einem Monat</translation>
    </message>
    <message>
        <source>A year ago</source>
        <translation>Vor einem Jahr</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>First event</source>
        <translation>Erstes Ereignis</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Dorthin</translation>
    </message>
    <message>
        <source>Go to date</source>
        <translation>Zu einem Datum</translation>
    </message>
    <message>
        <source>Such as 17.11.2025, 17 Nov, March 2024 or 2023.</source>
        <translation>Etwa 17.11.2025, 17. Nov, März 2024 oder 2023.</translation>
    </message>
    <message>
        <source>This is no date. Write it as 17.11.2025.</source>
        <translation>Das ist kein Datum. Schreiben Sie etwa 17.11.2025.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
</context>
<context>
    <name>DeskActions</name>
    <message>
        <source>Add a person; bring all together</source>
        <translation>Person dazuholen; alle zusammenbringen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Change the chosen tickets</source>
        <translation>Gewählte Tickets ändern</translation>
    </message>
    <message>
        <source>Check who the caller is</source>
        <translation>Prüfen, wer anruft</translation>
    </message>
    <message>
        <source>Close the top layer</source>
        <translation>Oberste Ebene schließen</translation>
    </message>
    <message>
        <source>Complaint, with all that follows</source>
        <translation>Beschwerde, mit allem, was folgt</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Customer tab 1</source>
        <translation>Kundenreiter 1</translation>
    </message>
    <message>
        <source>Customer tab 2</source>
        <translation>Kundenreiter 2</translation>
    </message>
    <message>
        <source>Customer tab 3</source>
        <translation>Kundenreiter 3</translation>
    </message>
    <message>
        <source>Customer tab 4</source>
        <translation>Kundenreiter 4</translation>
    </message>
    <message>
        <source>Customer tab 5</source>
        <translation>Kundenreiter 5</translation>
    </message>
    <message>
        <source>Customer tab 6</source>
        <translation>Kundenreiter 6</translation>
    </message>
    <message>
        <source>Customer tab 7</source>
        <translation>Kundenreiter 7</translation>
    </message>
    <message>
        <source>Customer tab 8</source>
        <translation>Kundenreiter 8</translation>
    </message>
    <message>
        <source>Customer tab 9</source>
        <translation>Kundenreiter 9</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Dial, call back</source>
        <translation>Wählen, zurückrufen</translation>
    </message>
    <message>
        <source>End call</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Extend wrap-up by 30 s</source>
        <translation>Nacharbeit um 30 s verlängern</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Leitstand</translation>
    </message>
    <message>
        <source>Go to a date in the timeline</source>
        <translation>Zu einem Datum im Verlauf</translation>
    </message>
    <message>
        <source>Hold, resume</source>
        <translation>Halten, fortsetzen</translation>
    </message>
    <message>
        <source>Join the chosen colleague’s call</source>
        <translation>Auf das gewählte Gespräch aufschalten</translation>
    </message>
    <message>
        <source>Keypad</source>
        <translation>Ziffern</translation>
    </message>
    <message>
        <source>Keys and help</source>
        <translation>Tasten und Hilfe</translation>
    </message>
    <message>
        <source>Kinds shown in the timeline</source>
        <translation>Gezeigte Arten im Verlauf</translation>
    </message>
    <message>
        <source>Leave the call that is heard</source>
        <translation>Mitgehörtes Gespräch verlassen</translation>
    </message>
    <message>
        <source>Listen to the chosen colleague</source>
        <translation>Beim gewählten Gespräch mithören</translation>
    </message>
    <message>
        <source>Lock the window</source>
        <translation>Fenster sperren</translation>
    </message>
    <message>
        <source>Log a contact</source>
        <translation>Kontakt erfassen</translation>
    </message>
    <message>
        <source>Look at the waiting call</source>
        <translation>Wartenden Anruf ansehen</translation>
    </message>
    <message>
        <source>Macros of the ticket</source>
        <translation>Makros des Tickets</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>My calls: missed, taken, made</source>
        <translation>Meine Anrufe: verpasst, angenommen, ausgehend</translation>
    </message>
    <message>
        <source>My state: ready, break with reason</source>
        <translation>Mein Status: bereit, Pause mit Grund</translation>
    </message>
    <message>
        <source>New ticket</source>
        <translation>Neues Ticket</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Note field</source>
        <translation>Notizfeld</translation>
    </message>
    <message>
        <source>Park the call, fetch it again</source>
        <translation>Anruf parken, wieder holen</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>Queue filter</source>
        <translation>Filter der Liste</translation>
    </message>
    <message>
        <source>Ready again; after the call, during one</source>
        <translation>Wieder bereit; im Gespräch: danach</translation>
    </message>
    <message>
        <source>Record, pause the recording</source>
        <translation>Aufnehmen, Aufnahme anhalten</translation>
    </message>
    <message>
        <source>Save the note; in wrap-up also finish it</source>
        <translation>Notiz sichern; in der Nacharbeit auch abschließen</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Leitfaden</translation>
    </message>
    <message>
        <source>Script choice 1</source>
        <translation>Leitfaden, Wahl 1</translation>
    </message>
    <message>
        <source>Script choice 2</source>
        <translation>Leitfaden, Wahl 2</translation>
    </message>
    <message>
        <source>Script choice 3</source>
        <translation>Leitfaden, Wahl 3</translation>
    </message>
    <message>
        <source>Script choice 4</source>
        <translation>Leitfaden, Wahl 4</translation>
    </message>
    <message>
        <source>Script choice 5</source>
        <translation>Leitfaden, Wahl 5</translation>
    </message>
    <message>
        <source>Script choice 6</source>
        <translation>Leitfaden, Wahl 6</translation>
    </message>
    <message>
        <source>Script choice 7</source>
        <translation>Leitfaden, Wahl 7</translation>
    </message>
    <message>
        <source>Script choice 8</source>
        <translation>Leitfaden, Wahl 8</translation>
    </message>
    <message>
        <source>Script choice 9</source>
        <translation>Leitfaden, Wahl 9</translation>
    </message>
    <message>
        <source>Search in the timeline</source>
        <translation>Im Verlauf suchen</translation>
    </message>
    <message>
        <source>Search or command</source>
        <translation>Suche oder Befehl</translation>
    </message>
    <message>
        <source>Speak to the chosen colleague alone</source>
        <translation>Im gewählten Gespräch zuflüstern</translation>
    </message>
    <message>
        <source>Take the chosen tickets</source>
        <translation>Gewählte Tickets übernehmen</translation>
    </message>
    <message>
        <source>Talk to the other one</source>
        <translation>Mit der anderen Seite sprechen</translation>
    </message>
    <message>
        <source>The caller is who is shown</source>
        <translation>Es ruft an, wer gezeigt wird</translation>
    </message>
    <message>
        <source>The chosen contact, and how they liked it</source>
        <translation>Der gewählte Kontakt, und wie zufrieden der Kunde war</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Transfer; give the call to whom you ask</source>
        <translation>Verbinden; bei Rückfrage übergeben</translation>
    </message>
    <message>
        <source>Undo the last change of several</source>
        <translation>Letzte Änderung mehrerer rückgängig machen</translation>
    </message>
    <message>
        <source>Write on the ticket</source>
        <translation>Am Ticket schreiben</translation>
    </message>
</context>
<context>
    <name>DeskApp</name>
    <message>
        <source>Signing in failed. What is known of it is in the crash log.</source>
        <translation>Die Anmeldung ist gescheitert. Was bekannt ist, steht im Fehlerprotokoll.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmeldung läuft …</translation>
    </message>
    <message>
        <source>Something went wrong in the program. Your work is kept.</source>
        <translation>Im Programm ist etwas schiefgegangen. Ihre Arbeit ist gesichert.</translation>
    </message>
    <message>
        <source>What is known of it: {file}</source>
        <translation>Was darüber bekannt ist: {file}</translation>
    </message>
    <message>
        <source>You hold no role at a desk. Ask a supervisor.</source>
        <translation>Sie haben keine Rolle an einem Platz. Fragen Sie die Teamleitung.</translation>
    </message>
</context>
<context>
    <name>DeskFrame</name>
    <message>
        <source>It was not sent again; what happens next is shown here.</source>
        <translation>Es wurde nicht noch einmal gesendet; was geschieht, ist hier zu sehen.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>No answer from the exchange.</source>
        <translation>Keine Antwort von der Telefonanlage.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translation>Räume</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>Überall abmelden</translation>
    </message>
    <message>
        <source>Sign out here and at every other device?</source>
        <translation>Hier und an jedem anderen Gerät abmelden?</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>The desk passphrase is forgotten. The next sign-in here asks for one.</source>
        <translation>Das Arbeitsplatz-Kennwort ist vergessen. Die nächste Anmeldung hier fragt nach einem neuen.</translation>
    </message>
    <message>
        <source>The exchange refused that.</source>
        <translation>Die Telefonanlage hat das abgelehnt.</translation>
    </message>
    <message>
        <source>The layout is back as it was.</source>
        <translation>Die Aufteilung ist wieder wie zuvor.</translation>
    </message>
</context>
<context>
    <name>DeskLock</name>
    <message>
        <source>A call is ringing</source>
        <translation>Ein Anruf klingelt</translation>
    </message>
    <message>
        <source>A call or its wrap-up is not over. It stays with the telephone, its note on this desk.</source>
        <translation>Ein Anruf oder seine Nacharbeit ist nicht zu Ende. Der Anruf bleibt am Telefon, seine Notiz an diesem Platz.</translation>
    </message>
    <message>
        <source>Close the window again to leave all the same.</source>
        <translation>Schließen Sie das Fenster noch einmal, um trotzdem zu gehen.</translation>
    </message>
    <message>
        <source>Not everything is sent yet. It stays on this desk until the next sign-in.</source>
        <translation>Noch ist nicht alles gesendet. Es bleibt bis zur nächsten Anmeldung an diesem Platz.</translation>
    </message>
    <message>
        <source>On a call since {time}</source>
        <translation>Im Gespräch seit {time}</translation>
    </message>
    <message>
        <source>Press “Sign out” again to sign out all the same.</source>
        <translation>Drücken Sie noch einmal „Abmelden“, um sich trotzdem abzumelden.</translation>
    </message>
    <message>
        <source>That is not your desk passphrase.</source>
        <translation>Das ist nicht Ihr Arbeitsplatz-Kennwort.</translation>
    </message>
    <message>
        <source>That is not your password.</source>
        <translation>Das ist nicht Ihr Kennwort.</translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s) before the next try.</source>
        <translation>
            <numerusform>Warten Sie %n Sekunde bis zum nächsten Versuch.</numerusform>
            <numerusform>Warten Sie %n Sekunden bis zum nächsten Versuch.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeskScreen</name>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Calls and tickets</source>
        <translation>Anrufe und Tickets</translation>
    </message>
    <message>
        <source>Calls are not shown</source>
        <translation>Anrufe werden nicht gezeigt</translation>
    </message>
    <message>
        <source>Choose a ticket at the left, or search with Ctrl K. A call shows its caller here.</source>
        <translation>Links ein Ticket wählen oder mit Strg K suchen. Ein Anruf zeigt hier, wer anruft.</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>Wissen</translation>
    </message>
    <message>
        <source>Log a contact</source>
        <translation>Kontakt erfassen</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>No customer open</source>
        <translation>Kein Kunde offen</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>The exchange is not heard while central is out of reach. Log contacts with {key}.</source>
        <translation>Solange die Zentrale nicht erreichbar ist, kommt von der Telefonanlage nichts an. Kontakte erfassen Sie mit {key}.</translation>
    </message>
</context>
<context>
    <name>DetailForm</name>
    <message>
        <source>Another name</source>
        <translation>Weiterer Name</translation>
    </message>
    <message>
        <source>Change a handle</source>
        <translation>Kontonamen ändern</translation>
    </message>
    <message>
        <source>Change a number elsewhere</source>
        <translation>Nummer anderswo ändern</translation>
    </message>
    <message>
        <source>Change an address</source>
        <translation>Anschrift ändern</translation>
    </message>
    <message>
        <source>Change an e-mail address</source>
        <translation>E-Mail-Adresse ändern</translation>
    </message>
    <message>
        <source>Change another name</source>
        <translation>Weiteren Namen ändern</translation>
    </message>
    <message>
        <source>Country, two letters</source>
        <translation>Land, zwei Buchstaben</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>New address</source>
        <translation>Neue Anschrift</translation>
    </message>
    <message>
        <source>New e-mail address</source>
        <translation>Neue E-Mail-Adresse</translation>
    </message>
    <message>
        <source>New handle</source>
        <translation>Neuer Kontoname</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number elsewhere</source>
        <translation>Nummer anderswo</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Preferred: used where one is needed</source>
        <translation>Bevorzugt: wird genommen, wo eine nötig ist</translation>
    </message>
    <message>
        <source>Say on which network.</source>
        <translation>Sagen Sie, in welchem Netzwerk.</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>Town</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Write a street or a town.</source>
        <translation>Schreiben Sie eine Straße oder einen Ort.</translation>
    </message>
    <message>
        <source>Write it down.</source>
        <translation>Schreiben Sie es auf.</translation>
    </message>
    <message>
        <source>mastodon, whatsapp, …</source>
        <translation>mastodon, whatsapp, …</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Add a follower</source>
        <translation>Beobachter hinzufügen</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Category: {name}</source>
        <translation>Kategorie: {name}</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Customer: {name}</source>
        <translation>Kunde: {name}</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>Follow no longer</source>
        <translation>Nicht mehr beobachten</translation>
    </message>
    <message>
        <source>Followed by {names}</source>
        <translation>Beobachtet von {names}</translation>
    </message>
    <message>
        <source>Lot or serial number</source>
        <translation>Charge oder Seriennummer</translation>
    </message>
    <message>
        <source>Minutes to add; −5 takes five back</source>
        <translation>Minuten dazu; −5 nimmt fünf zurück</translation>
    </message>
    <message>
        <source>Name of the organisation</source>
        <translation>Name der Organisation</translation>
    </message>
    <message>
        <source>Name, number, e-mail or postcode</source>
        <translation>Name, Nummer, E-Mail oder Postleitzahl</translation>
    </message>
    <message>
        <source>No category</source>
        <translation>Keine Kategorie</translation>
    </message>
    <message>
        <source>No organisation</source>
        <translation>Keine Organisation</translation>
    </message>
    <message>
        <source>Nobody known</source>
        <translation>Niemand Bekanntes</translation>
    </message>
    <message>
        <source>Nobody to choose from yet</source>
        <translation>Noch niemand zur Auswahl</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Organisation: {name}</source>
        <translation>Organisation: {name}</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Say it in minutes, such as 15.</source>
        <translation>Sagen Sie es in Minuten, etwa 15.</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Tags, parted by commas</source>
        <translation>Schlagwörter, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>Time spent</source>
        <translation>Zeitaufwand</translation>
    </message>
    <message>
        <source>Time spent: {time}</source>
        <translation>Zeitaufwand: {time}</translation>
    </message>
    <message>
        <source>Whose ticket is it?</source>
        <translation>Wessen Ticket ist das?</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>nobody known</source>
        <translation>niemand Bekanntes</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>none so far</source>
        <translation>bisher keiner</translation>
    </message>
</context>
<context>
    <name>Directory</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Nicht da</translation>
    </message>
    <message>
        <source>Break</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>On a call</source>
        <translation>Im Gespräch</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
    <message>
        <source>{name} is not signed in.</source>
        <translation>{name} ist nicht angemeldet.</translation>
    </message>
</context>
<context>
    <name>Due</name>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>morgen</translation>
    </message>
</context>
<context>
    <name>DueField</name>
    <message>
        <source>Say when, such as “tomorrow 10:00” or “+3d”.</source>
        <translation>Sagen Sie wann, etwa „morgen 10:00“ oder „+3d“.</translation>
    </message>
    <message>
        <source>no time to come</source>
        <translation>keine künftige Zeit</translation>
    </message>
    <message>
        <source>{time} here</source>
        <translation>{time} hier</translation>
    </message>
    <message>
        <source>{when} in {zone}</source>
        <translation>{when} in {zone}</translation>
    </message>
</context>
<context>
    <name>DuplicatesLayer</name>
    <message>
        <source>Choose a pair first.</source>
        <translation>Wählen Sie zuerst ein Paar.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Filter the pairs</source>
        <translation>Paare filtern</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Lädt …</translation>
    </message>
    <message>
        <source>Name, town, reason</source>
        <translation>Name, Ort, Grund</translation>
    </message>
    <message>
        <source>Nobody seems to be on record twice</source>
        <translation>Niemand scheint doppelt erfasst zu sein</translation>
    </message>
    <message>
        <source>On record twice?</source>
        <translation>Doppelt erfasst?</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>Paare</translation>
    </message>
    <message>
        <source>Put off</source>
        <translation>Aufgeschoben</translation>
    </message>
    <message>
        <source>The records are compared every night.</source>
        <translation>Die Datensätze werden jede Nacht verglichen.</translation>
    </message>
    <message>
        <source>They are two</source>
        <translation>Es sind zwei</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Zu entscheiden</translation>
    </message>
</context>
<context>
    <name>EditCustomerLayer</name>
    <message>
        <source>A colleague has just made this: {value}. Save again to put yours.</source>
        <translation>Eine Kollegin hat dies gerade geändert in: {value}. Noch einmal speichern setzt Ihre Fassung.</translation>
    </message>
    <message>
        <source>A customer needs a name.</source>
        <translation>Ein Kunde braucht einen Namen.</translation>
    </message>
    <message>
        <source>Alert, one line that all see first</source>
        <translation>Hinweis, eine Zeile, die alle zuerst sehen</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Contact person</source>
        <translation>Ansprechpartner</translation>
    </message>
    <message>
        <source>Country, two letters</source>
        <translation>Land, zwei Buchstaben</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Customer number</source>
        <translation>Kundennummer</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>{name} bearbeiten</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Nachname</translation>
    </message>
    <message>
        <source>Follows the name while nobody changes it.</source>
        <translation>Richtet sich nach dem Namen, solange es niemand ändert.</translation>
    </message>
    <message>
        <source>Given name</source>
        <translation>Vorname</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>Sprachen</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Angezeigt als</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>This customer is not on this desk.</source>
        <translation>Dieser Kunde ist nicht an diesem Platz.</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Town</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
</context>
<context>
    <name>EditWorkLayer</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Other words</source>
        <translation>Andere Worte</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
</context>
<context>
    <name>EscalateLayer</name>
    <message>
        <source>Hand over</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Hand over to another level</source>
        <translation>An eine andere Ebene übergeben</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>What was done, and what is asked for</source>
        <translation>Was getan wurde und was erbeten wird</translation>
    </message>
    <message>
        <source>Whoever takes over needs to know what was done and what is asked.</source>
        <translation>Wer übernimmt, muss wissen, was getan wurde und was erbeten wird.</translation>
    </message>
</context>
<context>
    <name>ExchangeLine</name>
    <message>
        <source>Calls go on at your telephone; records, notes and scripts work. Trying again.</source>
        <translation>Anrufe gehen an Ihrem Telefon weiter; Daten, Notizen und Leitfäden funktionieren. Es wird weiter versucht.</translation>
    </message>
    <message>
        <source>The exchange has not been reached since {time}.</source>
        <translation>Die Telefonanlage ist seit {time} nicht erreichbar.</translation>
    </message>
    <message>
        <source>The exchange is back.</source>
        <translation>Die Telefonanlage ist wieder da.</translation>
    </message>
    <message>
        <source>The exchange {name} has not been reached since {time}.</source>
        <translation>Die Telefonanlage {name} ist seit {time} nicht erreichbar.</translation>
    </message>
</context>
<context>
    <name>ExportLayer</name>
    <message>
        <source>Cards (vCard 4.0)</source>
        <translation>Karten (vCard 4.0)</translation>
    </message>
    <message>
        <source>Central is at it.</source>
        <translation>Die Zentrale ist dabei.</translation>
    </message>
    <message>
        <source>Central writes the file, and cannot be reached now.</source>
        <translation>Die Zentrale schreibt die Datei und ist jetzt nicht erreichbar.</translation>
    </message>
    <message>
        <source>Central writes the file…</source>
        <translation>Die Zentrale schreibt die Datei…</translation>
    </message>
    <message>
        <source>Customers {day}</source>
        <translation>Kunden {day}</translation>
    </message>
    <message>
        <source>Every customer with all that is on record, as of one moment. The file holds personal details: it is readable by you alone, and the audit log keeps that you made it.</source>
        <translation>Alle Kunden mit allem, was festgehalten ist, im Stand eines Augenblicks. Die Datei enthält persönliche Angaben: Nur Sie können sie lesen, und im Prüfprotokoll steht, dass Sie sie erstellt haben.</translation>
    </message>
    <message>
        <source>Export customers</source>
        <translation>Kunden exportieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Kind of file</source>
        <translation>Dateityp</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stopped. No file was written.</source>
        <translation>Abgebrochen. Es wurde keine Datei geschrieben.</translation>
    </message>
    <message>
        <source>Workbook (XLSX)</source>
        <translation>Arbeitsmappe (XLSX)</translation>
    </message>
    <message>
        <source>{n} customers are in {file}.</source>
        <translation>{n} Kunden stehen in {file}.</translation>
    </message>
    <message>
        <source>{n} customers are written…</source>
        <translation>{n} Kunden sind geschrieben…</translation>
    </message>
</context>
<context>
    <name>FieldScreen</name>
    <message>
        <source>Central cannot be reached; try again when it can.</source>
        <translation>Die Zentrale ist nicht erreichbar; versuchen Sie es wieder, sobald sie antwortet.</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Customers found</source>
        <translation>Gefundene Kunden</translation>
    </message>
    <message>
        <source>Field visits</source>
        <translation>Besuche</translation>
    </message>
    <message>
        <source>Find a customer</source>
        <translation>Kunden suchen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>History of {name}</source>
        <translation>Verlauf von {name}</translation>
    </message>
    <message>
        <source>Name, number, postcode, ticket…</source>
        <translation>Name, Nummer, Postleitzahl, Ticket …</translation>
    </message>
    <message>
        <source>Nobody chosen</source>
        <translation>Niemand gewählt</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>Niemand gefunden</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>One event</source>
        <translation>Ein Ereignis</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>Gespeichert als {file}</translation>
    </message>
    <message>
        <source>Search at the left, then press Enter on a customer.</source>
        <translation>Links suchen, dann beim gewünschten Kunden die Eingabetaste drücken.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht …</translation>
    </message>
    <message>
        <source>Try a number, a postcode or fewer letters.</source>
        <translation>Versuchen Sie eine Nummer, eine Postleitzahl oder weniger Buchstaben.</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translation>Tippen, um zu suchen</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Breite des Bereichs</translation>
    </message>
    <message>
        <source>{n} events, newest first</source>
        <translation>{n} Ereignisse, die neuesten zuerst</translation>
    </message>
</context>
<context>
    <name>FieldService</name>
    <message>
        <source>Printed {when} by {who}. Personal data: destroy after the visit.</source>
        <translation>Gedruckt {when} von {who}. Personenbezogene Daten: nach dem Besuch vernichten.</translation>
    </message>
</context>
<context>
    <name>FigureCalls</name>
    <message>
        <source>Abandoned</source>
        <translation>Aufgelegt</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Followed up</source>
        <translation>Nachgefasst</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Went elsewhere</source>
        <translation>Woandershin gegangen</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Unterdrückt</translation>
    </message>
</context>
<context>
    <name>FigureCallsLayer</name>
    <message>
        <source>Answered by</source>
        <translation>Angenommen von</translation>
    </message>
    <message>
        <source>Asking central…</source>
        <translation>Die Zentrale wird gefragt …</translation>
    </message>
    <message>
        <source>Caller</source>
        <translation>Anrufer</translation>
    </message>
    <message>
        <source>No calls</source>
        <translation>Keine Anrufe</translation>
    </message>
    <message>
        <source>Nothing counts into this figure yet.</source>
        <translation>In diese Zahl geht noch nichts ein.</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>Gewartet</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Wartezeit</translation>
    </message>
</context>
<context>
    <name>FilesPage</name>
    <message>
        <source>Add a file</source>
        <translation>Datei hinzufügen</translation>
    </message>
    <message>
        <source>Add one with the button, or drop it here.</source>
        <translation>Fügen Sie eine mit dem Knopf hinzu, oder lassen Sie sie hier fallen.</translation>
    </message>
    <message>
        <source>At most {size} each, no programs</source>
        <translation>Je höchstens {size}, keine Programme</translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation>Wählen Sie zuerst eine Datei.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>Choose it again.</source>
        <translation>Wählen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Files of the ticket</source>
        <translation>Dateien des Tickets</translation>
    </message>
    <message>
        <source>Make it smaller.</source>
        <translation>Machen Sie sie kleiner.</translation>
    </message>
    <message>
        <source>Make room on this computer.</source>
        <translation>Schaffen Sie Platz auf diesem Rechner.</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Keine Dateien</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Nichts wurde gesendet.</translation>
    </message>
    <message>
        <source>Open outside</source>
        <translation>Außerhalb öffnen</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>Speichern unter</translation>
    </message>
    <message>
        <source>Send something else.</source>
        <translation>Senden Sie etwas anderes.</translation>
    </message>
    <message>
        <source>Show it to whoever looks after this computer.</source>
        <translation>Zeigen Sie sie denen, die diesen Rechner betreuen.</translation>
    </message>
    <message>
        <source>There is no room to open {name}.</source>
        <translation>Es ist kein Platz, um {name} zu öffnen.</translation>
    </message>
    <message>
        <source>This computer has no program that opens {name}.</source>
        <translation>Dieser Rechner hat kein Programm, das {name} öffnet.</translation>
    </message>
    <message>
        <source>went with a reply</source>
        <translation>ging mit einer Antwort hinaus</translation>
    </message>
    <message>
        <source>{name} cannot be read.</source>
        <translation>{name} kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{name} cannot be written there.</source>
        <translation>{name} kann dort nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>{name} is a program, and programs are not opened from here.</source>
        <translation>{name} ist ein Programm, und Programme werden von hier aus nicht geöffnet.</translation>
    </message>
    <message>
        <source>{name} is a program, and programs are not taken.</source>
        <translation>{name} ist ein Programm, und Programme werden nicht angenommen.</translation>
    </message>
    <message>
        <source>{name} is on the ticket.</source>
        <translation>{name} ist am Ticket.</translation>
    </message>
    <message>
        <source>{name} is {size}; a file has at most {most} and is not empty.</source>
        <translation>{name} hat {size}; eine Datei hat höchstens {most} und ist nicht leer.</translation>
    </message>
</context>
<context>
    <name>FilterLayer</name>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Only with something new in it</source>
        <translation>Nur mit etwas Neuem darin</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Which tickets</source>
        <translation>Welche Tickets</translation>
    </message>
    <message>
        <source>all of these, with commas between them</source>
        <translation>alle diese, mit Kommas dazwischen</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>anybody</source>
        <translation>irgendwer</translation>
    </message>
    <message numerus="yes">
        <source>more than %n day(s)</source>
        <translation>
            <numerusform>mehr als %n Tag</numerusform>
            <numerusform>mehr als %n Tage</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Floor</name>
    <message>
        <source>Abandoned</source>
        <translation>Aufgelegt</translation>
    </message>
    <message>
        <source>Agents ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Answered in 20 s</source>
        <translation>In 20 s angenommen</translation>
    </message>
    <message>
        <source>Answered in 20 s, and calls offered</source>
        <translation>In 20 s angenommen, und eingegangene Anrufe</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Average wait</source>
        <translation>Mittlere Wartezeit</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Handle</source>
        <translation>Bearbeitung</translation>
    </message>
    <message>
        <source>In 20 s</source>
        <translation>In 20 s</translation>
    </message>
    <message>
        <source>In state</source>
        <translation>Im Status</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Occupancy</source>
        <translation>Auslastung</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Resolution time</source>
        <translation>Lösungszeit</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Satisfaction</source>
        <translation>Zufriedenheit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Waiting now</source>
        <translation>Jetzt wartend</translation>
    </message>
    <message>
        <source>limit {share}</source>
        <translation>Grenze {share}</translation>
    </message>
    <message>
        <source>longest {time}, limit {limit}</source>
        <translation>längste {time}, Grenze {limit}</translation>
    </message>
    <message>
        <source>median, {n} solved today</source>
        <translation>Median, {n} heute gelöst</translation>
    </message>
    <message>
        <source>no ratings today</source>
        <translation>heute keine Bewertungen</translation>
    </message>
    <message>
        <source>nobody on a call</source>
        <translation>niemand im Gespräch</translation>
    </message>
    <message>
        <source>target under {time}</source>
        <translation>Ziel unter {time}</translation>
    </message>
    <message>
        <source>target {share}</source>
        <translation>Ziel {share}</translation>
    </message>
    <message>
        <source>{name}, {state}, {time}</source>
        <translation>{name}, {state}, {time}</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n} von {all}</translation>
    </message>
    <message>
        <source>{n} on break</source>
        <translation>{n} in Pause</translation>
    </message>
    <message>
        <source>{n} on calls</source>
        <translation>{n} im Gespräch</translation>
    </message>
    <message>
        <source>{n} ratings</source>
        <translation>{n} Bewertungen</translation>
    </message>
    <message>
        <source>{n} wrap-up</source>
        <translation>{n} in Nacharbeit</translation>
    </message>
    <message>
        <source>{pause} +{time}</source>
        <translation>{pause} +{time}</translation>
    </message>
    <message>
        <source>{pause}, {time} over its limit</source>
        <translation>{pause}, {time} über der Grenze</translation>
    </message>
    <message>
        <source>{queue}, {n} waiting, longest {time}</source>
        <translation>{queue}, {n} wartend, am längsten {time}</translation>
    </message>
    <message>
        <source>{ratings}, {share} replied</source>
        <translation>{ratings}, {share} antworteten</translation>
    </message>
</context>
<context>
    <name>FloorScreen</name>
    <message>
        <source>Answered in 20 s, and calls offered</source>
        <translation>In 20 s angenommen, und eingegangene Anrufe</translation>
    </message>
    <message>
        <source>As a chart</source>
        <translation>Als Diagramm</translation>
    </message>
    <message>
        <source>As a table</source>
        <translation>Als Tabelle</translation>
    </message>
    <message>
        <source>As last known: {why}</source>
        <translation>Letzter bekannter Stand: {why}</translation>
    </message>
    <message>
        <source>Closed since {time}</source>
        <translation>Geschlossen seit {time}</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Leitstand</translation>
    </message>
    <message>
        <source>Live  {time}</source>
        <translation>Live  {time}</translation>
    </message>
    <message>
        <source>No queues yet</source>
        <translation>Noch keine Warteschlangen</translation>
    </message>
    <message>
        <source>Nobody is signed in</source>
        <translation>Niemand ist angemeldet</translation>
    </message>
    <message>
        <source>Not live  {time}</source>
        <translation>Nicht live  {time}</translation>
    </message>
    <message>
        <source>Open until {time}</source>
        <translation>Geöffnet bis {time}</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Leute</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Today, since {time}</source>
        <translation>Heute, seit {time}</translation>
    </message>
    <message>
        <source>by half hour</source>
        <translation>je halbe Stunde</translation>
    </message>
    <message>
        <source>by half hour, since {time}</source>
        <translation>je halbe Stunde, seit {time}</translation>
    </message>
    <message>
        <source>sorted by longest wait</source>
        <translation>nach längster Wartezeit</translation>
    </message>
    <message>
        <source>{n} signed in</source>
        <translation>{n} angemeldet</translation>
    </message>
    <message>
        <source>{queue}: calls offered today</source>
        <translation>{queue}: heute eingegangene Anrufe</translation>
    </message>
</context>
<context>
    <name>FollowUp</name>
    <message>
        <source>Follow up: {about}</source>
        <translation>Wiedervorlage: {about}</translation>
    </message>
    <message>
        <source>Link a ticket, or leave the follow-up out.</source>
        <translation>Ordnen Sie ein Ticket zu, oder lassen Sie die Wiedervorlage weg.</translation>
    </message>
    <message>
        <source>The contact is kept as it is.</source>
        <translation>Der Kontakt bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>There is no queue to put the follow-up in.</source>
        <translation>Es gibt keine Warteschlange für die Wiedervorlage.</translation>
    </message>
    <message>
        <source>contact logged by hand</source>
        <translation>von Hand erfasster Kontakt</translation>
    </message>
</context>
<context>
    <name>FormFoot</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>Overdue {time}</source>
        <translation>Überfällig {time}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Morgen</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>{h} h {m}</source>
        <translation>{h} h {m}</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} T</translation>
    </message>
    <message>
        <source>{n} m</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>FoundBy</name>
    <message>
        <source>found by e-mail address</source>
        <translation>gefunden über die E-Mail-Adresse</translation>
    </message>
    <message>
        <source>found by handle</source>
        <translation>gefunden über den Kontonamen</translation>
    </message>
    <message>
        <source>found by number</source>
        <translation>gefunden über die Nummer</translation>
    </message>
    <message>
        <source>found by order</source>
        <translation>gefunden über die Bestellung</translation>
    </message>
    <message>
        <source>found by postcode</source>
        <translation>gefunden über die Postleitzahl</translation>
    </message>
    <message>
        <source>found by ticket</source>
        <translation>gefunden über das Ticket</translation>
    </message>
    <message>
        <source>similar e-mail address</source>
        <translation>ähnliche E-Mail-Adresse</translation>
    </message>
    <message>
        <source>similar name</source>
        <translation>ähnlicher Name</translation>
    </message>
</context>
<context>
    <name>HistoryPage</name>
    <message>
        <source>History of the ticket</source>
        <translation>Geschichte des Tickets</translation>
    </message>
    <message>
        <source>Nothing was changed yet</source>
        <translation>Noch nichts wurde geändert</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
</context>
<context>
    <name>Hours</name>
    <message>
        <source>Write 2026-12-24 closed.</source>
        <translation>Schreiben Sie 2026-12-24 closed.</translation>
    </message>
    <message>
        <source>Write 8:00-18:00.</source>
        <translation>Schreiben Sie 8:00-18:00.</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>“{text}” does not begin with a date.</source>
        <translation>„{text}“ beginnt nicht mit einem Datum.</translation>
    </message>
    <message>
        <source>“{text}” is no time of day.</source>
        <translation>„{text}“ ist keine Uhrzeit.</translation>
    </message>
</context>
<context>
    <name>IdentityLayer</name>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Is it {name}?</source>
        <translation>Ist es {name}?</translation>
    </message>
    <message>
        <source>It counts for this contact alone.</source>
        <translation>Es gilt für diesen Kontakt allein.</translation>
    </message>
    <message>
        <source>It is them</source>
        <translation>Sie sind es</translation>
    </message>
    <message>
        <source>Not confirmed</source>
        <translation>Nicht bestätigt</translation>
    </message>
</context>
<context>
    <name>ImportLayer</name>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>CSV, workbooks, vCards, JSON Lines, leads of VICIdial, exports of Zendesk, HubSpot and Salesforce.</source>
        <translation>CSV, Arbeitsmappen, vCards, JSON Lines, Leads aus VICIdial, Exporte aus Zendesk, HubSpot und Salesforce.</translation>
    </message>
    <message>
        <source>Central is at it.</source>
        <translation>Die Zentrale ist dabei.</translation>
    </message>
    <message>
        <source>Central looks at the file…</source>
        <translation>Die Zentrale sieht sich die Datei an…</translation>
    </message>
    <message>
        <source>Central reads the file, and cannot be reached now.</source>
        <translation>Die Zentrale liest die Datei und ist jetzt nicht erreichbar.</translation>
    </message>
    <message>
        <source>Check all rows</source>
        <translation>Alle Zeilen prüfen</translation>
    </message>
    <message>
        <source>Choose a column first.</source>
        <translation>Wählen Sie erst eine Spalte.</translation>
    </message>
    <message>
        <source>Choose a file first.</source>
        <translation>Wählen Sie zuerst eine Datei.</translation>
    </message>
    <message>
        <source>Choose a file of customers</source>
        <translation>Kundendatei wählen</translation>
    </message>
    <message>
        <source>Choose a file of customers, or drop one here</source>
        <translation>Wählen Sie eine Kundendatei, oder ziehen Sie eine hierher</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Spalten der Datei</translation>
    </message>
    <message>
        <source>Files of customers ({patterns})</source>
        <translation>Kundendateien ({patterns})</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Erste Zeilen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import customers</source>
        <translation>Kunden importieren</translation>
    </message>
    <message>
        <source>Leave out rows that cannot be used, and keep them in a file</source>
        <translation>Unbrauchbare Zeilen auslassen und in einer Datei aufheben</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>Briefe</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation>Abgelehnte Zeilen</translation>
    </message>
    <message>
        <source>Say first what the columns are: “left out” is an answer, too.</source>
        <translation>Sagen Sie erst, was die Spalten sind: „ausgelassen“ ist auch eine Antwort.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stopped. What is written stays; “Go on” writes the rest of this very file.</source>
        <translation>Abgebrochen. Was geschrieben ist, bleibt; „Weiter“ schreibt den Rest genau dieser Datei.</translation>
    </message>
    <message>
        <source>Take the chosen column as</source>
        <translation>Gewählte Spalte nehmen als</translation>
    </message>
    <message>
        <source>The columns are taken as they were the last time.</source>
        <translation>Die Spalten werden wie beim letzten Mal genommen.</translation>
    </message>
    <message>
        <source>The file cannot be read so.</source>
        <translation>So lässt sich die Datei nicht lesen.</translation>
    </message>
    <message>
        <source>There is no row in the file</source>
        <translation>In der Datei ist keine Zeile</translation>
    </message>
    <message>
        <source>This file is written.</source>
        <translation>Diese Datei ist geschrieben.</translation>
    </message>
    <message>
        <source>This is how the first rows would be stored.</source>
        <translation>So würden die ersten Zeilen gespeichert.</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>{n} rows are checked…</source>
        <translation>{n} Zeilen sind geprüft…</translation>
    </message>
    <message>
        <source>{n} rows are done…</source>
        <translation>{n} Zeilen sind fertig…</translation>
    </message>
</context>
<context>
    <name>ImportWords</name>
    <message>
        <source>Address</source>
        <translation>Anschrift</translation>
    </message>
    <message>
        <source>Alert line</source>
        <translation>Warnzeile</translation>
    </message>
    <message>
        <source>Balance, in the smallest unit</source>
        <translation>Kontostand, in der kleinsten Einheit</translation>
    </message>
    <message>
        <source>Central European Windows</source>
        <translation>Mitteleuropäisch (Windows)</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>Chinesisch</translation>
    </message>
    <message>
        <source>Column of the file</source>
        <translation>Spalte der Datei</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Customer since</source>
        <translation>Kunde seit</translation>
    </message>
    <message>
        <source>Cyrillic Windows</source>
        <translation>Kyrillisch (Windows)</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>E-Mail-Adresse</translation>
    </message>
    <message>
        <source>Family name</source>
        <translation>Nachname</translation>
    </message>
    <message>
        <source>First value</source>
        <translation>Erster Wert</translation>
    </message>
    <message>
        <source>Given name</source>
        <translation>Vorname</translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation>Japanisch</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Latin 9</source>
        <translation>Latin 9</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>List: addresses</source>
        <translation>Liste: Anschriften</translation>
    </message>
    <message>
        <source>List: consents</source>
        <translation>Liste: Einwilligungen</translation>
    </message>
    <message>
        <source>List: contracts</source>
        <translation>Liste: Verträge</translation>
    </message>
    <message>
        <source>List: e-mail addresses</source>
        <translation>Liste: E-Mail-Adressen</translation>
    </message>
    <message>
        <source>List: handles</source>
        <translation>Liste: Profile</translation>
    </message>
    <message>
        <source>List: numbers</source>
        <translation>Liste: Nummern</translation>
    </message>
    <message>
        <source>List: numbers elsewhere</source>
        <translation>Liste: Nummern anderswo</translation>
    </message>
    <message>
        <source>List: orders</source>
        <translation>Liste: Bestellungen</translation>
    </message>
    <message>
        <source>List: other names</source>
        <translation>Liste: andere Namen</translation>
    </message>
    <message>
        <source>List: products</source>
        <translation>Liste: Produkte</translation>
    </message>
    <message>
        <source>List: relations</source>
        <translation>Liste: Beziehungen</translation>
    </message>
    <message>
        <source>List: tags</source>
        <translation>Liste: Schlagwörter</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>No advertising by SMS</source>
        <translation>Keine Werbung per SMS</translation>
    </message>
    <message>
        <source>No advertising by call</source>
        <translation>Keine Werbung per Anruf</translation>
    </message>
    <message>
        <source>No advertising by chat</source>
        <translation>Keine Werbung per Chat</translation>
    </message>
    <message>
        <source>No advertising by e-mail</source>
        <translation>Keine Werbung per E-Mail</translation>
    </message>
    <message>
        <source>No advertising by letter</source>
        <translation>Keine Werbung per Brief</translation>
    </message>
    <message>
        <source>No advertising by visit</source>
        <translation>Keine Werbung per Besuch</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number elsewhere</source>
        <translation>Nummer anderswo</translation>
    </message>
    <message>
        <source>Number: home</source>
        <translation>Nummer: privat</translation>
    </message>
    <message>
        <source>Number: mobile</source>
        <translation>Nummer: mobil</translation>
    </message>
    <message>
        <source>Number: other</source>
        <translation>Nummer: andere</translation>
    </message>
    <message>
        <source>Number: work</source>
        <translation>Nummer: Arbeit</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Person or organisation</source>
        <translation>Person oder Organisation</translation>
    </message>
    <message>
        <source>Postcode</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Refused for</source>
        <translation>Abgelehnt wegen</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>Segment</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>Taken as</source>
        <translation>Genommen als</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Town</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>UTF-8</source>
        <translation>UTF-8</translation>
    </message>
    <message>
        <source>Western Windows</source>
        <translation>Westeuropäisch (Windows)</translation>
    </message>
    <message>
        <source>What else is stored</source>
        <translation>Was sonst gespeichert wird</translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation>wie die Datei sagt</translation>
    </message>
    <message>
        <source>the whole row</source>
        <translation>die ganze Zeile</translation>
    </message>
    <message>
        <source>{accepted} customers written of {read} rows.</source>
        <translation>{accepted} Kunden aus {read} Zeilen geschrieben.</translation>
    </message>
    <message>
        <source>{accepted} customers written of {read} rows; {refused} refused and kept in {file}.</source>
        <translation>{accepted} Kunden aus {read} Zeilen geschrieben; {refused} abgelehnt und in {file} aufgehoben.</translation>
    </message>
    <message>
        <source>{read} rows read, {refused} refused. Nothing was written.</source>
        <translation>{read} Zeilen gelesen, {refused} abgelehnt. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>{read} rows read: {accepted} would be written, {refused} refused. Nothing was written.</source>
        <translation>{read} Zeilen gelesen: {accepted} würden geschrieben, {refused} abgelehnt. Es wurde nichts geschrieben.</translation>
    </message>
</context>
<context>
    <name>IncomingCard</name>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Zuordnen</translation>
    </message>
    <message>
        <source>Peek</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Send to queue</source>
        <translation>Zurück in die Schlange</translation>
    </message>
</context>
<context>
    <name>JoinedWords</name>
    <message>
        <source>A contact you had logged was joined to its call: {call}.</source>
        <translation>Ein früher erfasster Kontakt wurde seinem Anruf zugeordnet: {call}.</translation>
    </message>
    <message>
        <source>A contact you logged fits several calls. Choose which it was, above.</source>
        <translation>Ein von Ihnen erfasster Kontakt passt zu mehreren Anrufen. Wählen Sie oben, welcher es war.</translation>
    </message>
    <message>
        <source>The contact is logged by hand: the exchange told of no call that fits it.</source>
        <translation>Der Kontakt ist von Hand erfasst: Die Telefonanlage hat keinen passenden Anruf gemeldet.</translation>
    </message>
    <message>
        <source>The contact you logged was joined to its call: {call}.</source>
        <translation>Der von Ihnen erfasste Kontakt wurde seinem Anruf zugeordnet: {call}.</translation>
    </message>
    <message>
        <source>This contact had found its call already.</source>
        <translation>Dieser Kontakt war seinem Anruf schon zugeordnet.</translation>
    </message>
    <message>
        <source>Your note was added to the contact of the call that was there: {call}.</source>
        <translation>Ihre Notiz wurde dem vorhandenen Kontakt zum Anruf hinzugefügt: {call}.</translation>
    </message>
</context>
<context>
    <name>KeepLayer</name>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>How it went, in a few words</source>
        <translation>Wie es ausging, in wenigen Worten</translation>
    </message>
    <message>
        <source>It is kept</source>
        <translation>Sie ist gehalten</translation>
    </message>
    <message>
        <source>Promise kept</source>
        <translation>Zusage gehalten</translation>
    </message>
</context>
<context>
    <name>KeptCard</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig entfernen</translation>
    </message>
    <message>
        <source>Written {time}</source>
        <translation>Geschrieben {time}</translation>
    </message>
</context>
<context>
    <name>KeptCustomersView</name>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Customers kept offline</source>
        <translation>Offline verfügbare Kunden</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>No longer keep {name} offline</source>
        <translation>{name} nicht mehr offline verfügbar halten</translation>
    </message>
    <message>
        <source>None. The palette (Ctrl K) keeps the customer on screen.</source>
        <translation>Keine. Über die Befehle (Strg K) halten Sie den gezeigten Kunden verfügbar.</translation>
    </message>
    <message>
        <source>{name} (comes when central answers)</source>
        <translation>{name} (kommt, sobald die Zentrale antwortet)</translation>
    </message>
    <message>
        <source>… and {n} more.</source>
        <translation>… und {n} weitere.</translation>
    </message>
</context>
<context>
    <name>KeptDraft</name>
    <message>
        <source>Draft kept</source>
        <translation>Entwurf aufgehoben</translation>
    </message>
    <message>
        <source>Draft not kept: {what}</source>
        <translation>Entwurf nicht aufgehoben: {what}</translation>
    </message>
</context>
<context>
    <name>KeyHelpLayer</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was sie tut</translation>
    </message>
</context>
<context>
    <name>KeypadLayer</name>
    <message>
        <source>Call</source>
        <translation>Anrufen</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Enter calls {number} again</source>
        <translation>Eingabe ruft {number} noch einmal an</translation>
    </message>
    <message>
        <source>Keypad</source>
        <translation>Ziffern</translation>
    </message>
    <message>
        <source>Keys sent</source>
        <translation>Gesendete Ziffern</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>This is no number that can be called.</source>
        <translation>Diese Nummer kann man nicht anrufen.</translation>
    </message>
</context>
<context>
    <name>KindButton</name>
    <message>
        <source>All kinds</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <source>{n} kinds</source>
        <translation>{n} Arten</translation>
    </message>
</context>
<context>
    <name>KnowledgePage</name>
    <message>
        <source>Article</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Articles</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>Bestes zuerst</translation>
    </message>
    <message>
        <source>Name it in the note</source>
        <translation>In der Notiz nennen</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Search knowledge</source>
        <translation>Wissen durchsuchen</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>Quelle: {source}</translation>
    </message>
    <message>
        <source>Try fewer or other words.</source>
        <translation>Versuchen Sie weniger oder andere Wörter.</translation>
    </message>
    <message>
        <source>Words of the problem are enough.</source>
        <translation>Stichworte zum Problem genügen.</translation>
    </message>
</context>
<context>
    <name>KnowledgeScreen</name>
    <message>
        <source>Knowledge</source>
        <translation>Wissen</translation>
    </message>
</context>
<context>
    <name>KpiBar</name>
    <message>
        <source>Abandoned</source>
        <translation>Aufgelegt</translation>
    </message>
    <message>
        <source>Answered in 20 s</source>
        <translation>In 20 s angenommen</translation>
    </message>
    <message>
        <source>Answered within 20 s of entering the queue ÷ offered today, short abandons left out; target {target}; n = {n}.</source>
        <translation>Binnen 20 s nach Eintritt in die Warteschlange angenommen ÷ heute eingegangen, ohne sofort wieder aufgelegte; Ziel {target}; n = {n}.</translation>
    </message>
    <message>
        <source>Average wait</source>
        <translation>Mittlere Wartezeit</translation>
    </message>
    <message>
        <source>Callers in a queue now.</source>
        <translation>Wer jetzt in einer Schlange wartet.</translation>
    </message>
    <message>
        <source>Calls abandoned today</source>
        <translation>Heute in der Warteschlange aufgelegt</translation>
    </message>
    <message>
        <source>Calls answered today</source>
        <translation>Heute angenommene Anrufe</translation>
    </message>
    <message>
        <source>Calls offered today</source>
        <translation>Heute eingegangene Anrufe</translation>
    </message>
    <message>
        <source>Calls waiting</source>
        <translation>Wartende Anrufe</translation>
    </message>
    <message>
        <source>Created to last solved, median, calendar hours, tickets last solved today; mean {mean}; n = {n}.</source>
        <translation>Vom Anlegen bis zur letzten Lösung, Median, Kalenderstunden, heute zuletzt gelöste Tickets; Mittel {mean}; n = {n}.</translation>
    </message>
    <message>
        <source>Exchange away  {time}</source>
        <translation>Anlage weg  {time}</translation>
    </message>
    <message>
        <source>How long the oldest waiting caller has waited; limit {limit}.</source>
        <translation>Wie lange der Anrufer wartet, der am längsten wartet; Grenze {limit}.</translation>
    </message>
    <message>
        <source>Hung up in the queue ÷ offered today, short abandons left out of both; limit {limit}; n = {n}.</source>
        <translation>In der Warteschlange aufgelegt ÷ heute eingegangen, beides ohne sofort wieder aufgelegte; Grenze {limit}; n = {n}.</translation>
    </message>
    <message>
        <source>Live  {time}</source>
        <translation>Live  {time}</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translation>Längste Wartezeit</translation>
    </message>
    <message>
        <source>Not live  {time}</source>
        <translation>Nicht live  {time}</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>Lösungszeit</translation>
    </message>
    <message>
        <source>Total wait of all who queued today ÷ all who queued; n = {n}.</source>
        <translation>Gesamte Wartezeit aller, die heute gewartet haben ÷ alle, die gewartet haben; n = {n}.</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Warten</translation>
    </message>
</context>
<context>
    <name>Layer</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>LeadScript</name>
    <message>
        <source>Script</source>
        <translation>Leitfaden</translation>
    </message>
    <message>
        <source>The script is done.</source>
        <translation>Der Leitfaden ist zu Ende.</translation>
    </message>
    <message>
        <source>This campaign has no script.</source>
        <translation>Diese Kampagne hat keinen Leitfaden.</translation>
    </message>
</context>
<context>
    <name>LeadSheet</name>
    <message>
        <source>Called once: {last}</source>
        <translation>Einmal angerufen: {last}</translation>
    </message>
    <message>
        <source>Called {n} times, the last: {last}</source>
        <translation>{n}-mal angerufen, zuletzt: {last}</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>No lead in hand</source>
        <translation>Kein Kontakt in Arbeit</translation>
    </message>
    <message>
        <source>Not called yet</source>
        <translation>Noch nicht angerufen</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Say what came of it first.</source>
        <translation>Geben Sie erst an, was daraus wurde.</translation>
    </message>
    <message>
        <source>Shift F2</source>
        <translation>Umschalt F2</translation>
    </message>
    <message>
        <source>choose one</source>
        <translation>bitte wählen</translation>
    </message>
    <message>
        <source>“Next lead” takes the one whose turn it is.</source>
        <translation>„Nächster Kontakt“ holt, wer an der Reihe ist.</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>No outcome was given yet.</source>
        <translation>Noch ist kein Ergebnis angegeben.</translation>
    </message>
    <message>
        <source>The wrap-up of the call with {name} is not finished. Its note stays on this desk.</source>
        <translation>Die Nacharbeit zum Anruf mit {name} ist nicht abgeschlossen. Die Notiz bleibt an diesem Platz.</translation>
    </message>
    <message>
        <source>You are on a call with {name}. It stays with your telephone, and its note on this desk.</source>
        <translation>Sie sind im Gespräch mit {name}. Es bleibt an Ihrem Telefon, die Notiz an diesem Platz.</translation>
    </message>
    <message>
        <source>You are signed out at once: no more calls come, and this one is followed by no wrap-up.</source>
        <translation>Sie werden sofort abgemeldet: Es kommen keine Anrufe mehr, und auf diesen folgt keine Nacharbeit.</translation>
    </message>
    <message>
        <source>You are signed out at once: wrap-up ends, and no more calls come.</source>
        <translation>Sie werden sofort abgemeldet: Die Nacharbeit endet, und es kommen keine Anrufe mehr.</translation>
    </message>
    <message>
        <source>You are still signed in: after a while your line shows as lost, and later you are signed out.</source>
        <translation>Sie bleiben angemeldet: Nach einer Weile steht Ihr Status auf „Leitung weg“, und später werden Sie abgemeldet.</translation>
    </message>
    <message>
        <source>a caller without a number</source>
        <translation>jemand ohne Nummer</translation>
    </message>
    <message>
        <source>{name} is ringing here. Nobody answers at this desk if you leave.</source>
        <translation>Hier klingelt {name}. Wenn Sie gehen, nimmt an diesem Platz niemand an.</translation>
    </message>
</context>
<context>
    <name>LineChart</name>
    <message>
        <source>The chart as a table</source>
        <translation>Das Diagramm als Tabelle</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Anzahl</translation>
    </message>
</context>
<context>
    <name>LinkCustomerLayer</name>
    <message>
        <source>Best first</source>
        <translation>Bestes zuerst</translation>
    </message>
    <message>
        <source>Central cannot be reached; it knows everybody.</source>
        <translation>Die Zentrale ist nicht erreichbar; sie kennt alle.</translation>
    </message>
    <message>
        <source>Customers found</source>
        <translation>Gefundene Kunden</translation>
    </message>
    <message>
        <source>Name, number, e-mail, postcode, order or ticket</source>
        <translation>Name, Nummer, E-Mail, Postleitzahl, Bestellung oder Ticket</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>Niemand gefunden</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search a customer</source>
        <translation>Kunden suchen</translation>
    </message>
    <message>
        <source>The number is kept with the customer you choose.</source>
        <translation>Die Nummer wird beim gewählten Kunden vermerkt.</translation>
    </message>
    <message>
        <source>Try the postcode or an order number.</source>
        <translation>Versuchen Sie die Postleitzahl oder eine Bestellnummer.</translation>
    </message>
    <message>
        <source>Two letters are enough.</source>
        <translation>Zwei Buchstaben genügen.</translation>
    </message>
    <message>
        <source>Whose call is it?</source>
        <translation>Wessen Anruf ist es?</translation>
    </message>
</context>
<context>
    <name>LinkLine</name>
    <message numerus="yes">
        <source>%n waiting to be sent</source>
        <translation>
            <numerusform>%n wartet auf das Senden</numerusform>
            <numerusform>%n warten auf das Senden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>%n nicht angenommen</numerusform>
            <numerusform>%n nicht angenommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to compare</source>
        <translation>
            <numerusform>%n zu vergleichen</numerusform>
            <numerusform>%n zu vergleichen</numerusform>
        </translation>
    </message>
    <message>
        <source>A colleague was first in what you changed. Both texts are kept here.</source>
        <translation>Bei Ihrer Änderung war eine Kollegin schneller. Beide Texte sind hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Central did not take all of your work. What you wrote is kept here.</source>
        <translation>Die Zentrale hat nicht alles von Ihrer Arbeit angenommen. Was Sie geschrieben haben, ist hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Line lost since {time}. The exchange is not heard while central is out of reach. Your records still work and are sent later. Trying again.</source>
        <translation>Leitung weg seit {time}. Solange die Zentrale nicht erreichbar ist, kommt von der Telefonanlage nichts an. Mit Ihren Daten arbeiten Sie weiter; gesendet wird später. Es wird weiter versucht.</translation>
    </message>
    <message>
        <source>Log a contact  {key}</source>
        <translation>Kontakt erfassen  {key}</translation>
    </message>
    <message>
        <source>The line is back.</source>
        <translation>Die Leitung ist wieder da.</translation>
    </message>
    <message>
        <source>Your session has ended. Sign in again to send what waits.</source>
        <translation>Ihre Sitzung ist zu Ende. Melden Sie sich wieder an, um zu senden, was wartet.</translation>
    </message>
</context>
<context>
    <name>LinksPage</name>
    <message>
        <source>Choose a linked ticket first.</source>
        <translation>Wählen Sie zuerst ein verknüpftes Ticket.</translation>
    </message>
    <message>
        <source>Complaints about the same product or lot</source>
        <translation>Beschwerden über dasselbe Produkt oder dieselbe Charge</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>Es ist</translation>
    </message>
    <message>
        <source>Link a ticket</source>
        <translation>Ticket verknüpfen</translation>
    </message>
    <message>
        <source>Link the whole, a duplicate or a cause.</source>
        <translation>Verknüpfen Sie das Ganze, ein Doppel oder eine Ursache.</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>Verknüpft</translation>
    </message>
    <message>
        <source>Linked tickets</source>
        <translation>Verknüpfte Tickets</translation>
    </message>
    <message>
        <source>No linked tickets</source>
        <translation>Keine verknüpften Tickets</translation>
    </message>
    <message>
        <source>Number or words of the subject</source>
        <translation>Nummer oder Worte aus dem Betreff</translation>
    </message>
    <message>
        <source>Tickets of this customer and of your queues</source>
        <translation>Tickets dieses Kunden und Ihrer Warteschlangen</translation>
    </message>
    <message>
        <source>Unlink</source>
        <translation>Verknüpfung lösen</translation>
    </message>
</context>
<context>
    <name>ListBar</name>
    <message numerus="yes">
        <source>%n ticket(s)</source>
        <translation>
            <numerusform>%n Ticket</numerusform>
            <numerusform>%n Tickets</numerusform>
        </translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>Aufsteigend</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>Absteigend</translation>
    </message>
    <message>
        <source>Filter tickets</source>
        <translation>Tickets filtern</translation>
    </message>
    <message>
        <source>Filtered…</source>
        <translation>Gefiltert…</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>Filtern…</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>More: save, columns, copy, export, print</source>
        <translation>Mehr: speichern, Spalten, kopieren, ausgeben, drucken</translation>
    </message>
    <message>
        <source>Show now</source>
        <translation>Jetzt zeigen</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>The list has changed. It moves when you leave it.</source>
        <translation>Die Liste hat sich geändert. Sie bewegt sich, wenn Sie sie verlassen.</translation>
    </message>
    <message>
        <source>Turn the order round</source>
        <translation>Reihenfolge umkehren</translation>
    </message>
    <message>
        <source>{n} tickets</source>
        <translation>{n} Tickets</translation>
    </message>
</context>
<context>
    <name>ListButton</name>
    <message>
        <source>Copy, export, print</source>
        <translation>Kopieren, ausgeben, drucken</translation>
    </message>
</context>
<context>
    <name>ListDesk</name>
    <message>
        <source>Clear the filter to see more.</source>
        <translation>Leeren Sie den Filter, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>New work appears here by itself.</source>
        <translation>Neue Arbeit erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>ListOutput</name>
    <message numerus="yes">
        <source>%n page(s) went to the printer.</source>
        <translation>
            <numerusform>%n Seite ging an den Drucker.</numerusform>
            <numerusform>%n Seiten gingen an den Drucker.</numerusform>
        </translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the whole list</source>
        <translation>Ganze Liste kopieren</translation>
    </message>
    <message>
        <source>Export as CSV</source>
        <translation>Als CSV ausgeben</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Als CSV ausgeben…</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>The list could not be written: {reason}. Nothing was changed.</source>
        <translation>Die Liste konnte nicht geschrieben werden: {reason}. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The printer took nothing. Look at it, and print again.</source>
        <translation>Der Drucker nahm nichts an. Sehen Sie nach ihm, und drucken Sie noch einmal.</translation>
    </message>
    <message>
        <source>{n} rows are in {file}.</source>
        <translation>{n} Zeilen stehen in {file}.</translation>
    </message>
</context>
<context>
    <name>Listening</name>
    <message>
        <source>Barge in</source>
        <translation>Aufschalten</translation>
    </message>
    <message>
        <source>Choose somebody who is on a call.</source>
        <translation>Wählen Sie jemanden, der im Gespräch ist.</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Mithören</translation>
    </message>
    <message>
        <source>That is your own call.</source>
        <translation>Das ist Ihr eigenes Gespräch.</translation>
    </message>
    <message>
        <source>They are not on a call.</source>
        <translation>Diese Person ist nicht im Gespräch.</translation>
    </message>
    <message>
        <source>Whisper</source>
        <translation>Zuflüstern</translation>
    </message>
    <message>
        <source>You hear somebody else. Leave that call first.</source>
        <translation>Sie hören ein anderes Gespräch. Verlassen Sie es erst.</translation>
    </message>
    <message>
        <source>You hear them so already.</source>
        <translation>Das tun Sie hier schon.</translation>
    </message>
</context>
<context>
    <name>ListeningLine</name>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>They are shown that you do.</source>
        <translation>Das wird dort angezeigt.</translation>
    </message>
    <message>
        <source>You are on the call of {name}, and everybody hears you.</source>
        <translation>Sie sind im Gespräch von {name}, und alle hören Sie.</translation>
    </message>
    <message>
        <source>You hear nobody any more.</source>
        <translation>Sie hören niemanden mehr.</translation>
    </message>
    <message>
        <source>You hear {name}, and nobody hears you.</source>
        <translation>Sie hören {name}, und niemand hört Sie.</translation>
    </message>
    <message>
        <source>You hear {name}, and they alone hear you.</source>
        <translation>Sie hören {name}, und sonst hört Sie niemand.</translation>
    </message>
</context>
<context>
    <name>LoadingState</name>
    <message>
        <source>Loading…</source>
        <translation>Lädt …</translation>
    </message>
</context>
<context>
    <name>LockView</name>
    <message>
        <source>Answer</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Desk passphrase</source>
        <translation>Arbeitsplatz-Kennwort</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>{name}, your work is as you left it. Your desk passphrase unlocks it.</source>
        <translation>{name}, Ihre Arbeit ist so, wie Sie sie verlassen haben. Ihr Arbeitsplatz-Kennwort entsperrt sie.</translation>
    </message>
    <message>
        <source>{name}, your work is as you left it. Your password unlocks it.</source>
        <translation>{name}, Ihre Arbeit ist so, wie Sie sie verlassen haben. Ihr Kennwort entsperrt sie.</translation>
    </message>
    <message>
        <source>{name}, your work is kept. You have no desk passphrase, so sign out, and in again by your provider.</source>
        <translation>{name}, Ihre Arbeit ist aufgehoben. Sie haben kein Arbeitsplatz-Kennwort: Melden Sie sich ab und über Ihren Anbieter wieder an.</translation>
    </message>
</context>
<context>
    <name>LogSheet</name>
    <message>
        <source>Another customer</source>
        <translation>Anderer Kunde</translation>
    </message>
    <message>
        <source>Began at</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Call is over</source>
        <translation>Anruf beendet</translation>
    </message>
    <message>
        <source>Choose the customer</source>
        <translation>Kunden wählen</translation>
    </message>
    <message>
        <source>Contact logged by hand</source>
        <translation>Von Hand erfasster Kontakt</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard this contact</source>
        <translation>Diesen Kontakt verwerfen</translation>
    </message>
    <message>
        <source>Discard this contact? Its note goes with it.</source>
        <translation>Diesen Kontakt verwerfen? Seine Notiz geht mit verloren.</translation>
    </message>
    <message>
        <source>Ended at</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Follow up</source>
        <translation>Wiedervorlage</translation>
    </message>
    <message>
        <source>I called</source>
        <translation>ausgehend</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Number of the other side</source>
        <translation>Nummer der Gegenseite</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>in 3 days</source>
        <translation>in 3 Tagen</translation>
    </message>
    <message>
        <source>in a week</source>
        <translation>in einer Woche</translation>
    </message>
    <message>
        <source>in an hour</source>
        <translation>in einer Stunde</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>they called</source>
        <translation>eingehend</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>morgen</translation>
    </message>
</context>
<context>
    <name>MacroLayer</name>
    <message>
        <source>A supervisor makes them.</source>
        <translation>Sie werden von der Leitung angelegt.</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>Nach Kürzel</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Ändert</translation>
    </message>
    <message>
        <source>Changes and replies</source>
        <translation>Ändert und antwortet</translation>
    </message>
    <message>
        <source>Changes nothing</source>
        <translation>Ändert nichts</translation>
    </message>
    <message>
        <source>Choose a macro first.</source>
        <translation>Wählen Sie zuerst ein Makro.</translation>
    </message>
    <message>
        <source>Choose a macro to see what it would change and say.</source>
        <translation>Wählen Sie ein Makro, um zu sehen, was es ändern und sagen würde.</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Do it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Find a macro</source>
        <translation>Makro suchen</translation>
    </message>
    <message>
        <source>Macros</source>
        <translation>Makros</translation>
    </message>
    <message>
        <source>Name or key</source>
        <translation>Name oder Kürzel</translation>
    </message>
    <message>
        <source>No macros yet</source>
        <translation>Noch keine Makros</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Says to the customer</source>
        <translation>Sagt dem Kunden</translation>
    </message>
    <message>
        <source>This ticket is not here.</source>
        <translation>Dieses Ticket ist nicht hier.</translation>
    </message>
    <message>
        <source>Try fewer or other words.</source>
        <translation>Versuchen Sie weniger oder andere Wörter.</translation>
    </message>
    <message>
        <source>What the macro says</source>
        <translation>Was das Makro sagt</translation>
    </message>
    <message>
        <source>Writes as an internal note</source>
        <translation>Schreibt als interne Notiz</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Agent Desktop</source>
        <translation>Agent Desktop</translation>
    </message>
</context>
<context>
    <name>MergeLayer</name>
    <message>
        <source>Choose where both say something else; what is not chosen is kept beside.</source>
        <translation>Wählen Sie, wo beide etwas anderes sagen; was nicht gewählt wird, bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Fields of both</source>
        <translation>Felder beider</translation>
    </message>
    <message>
        <source>Goes</source>
        <translation>Geht</translation>
    </message>
    <message>
        <source>Goes: {name}</source>
        <translation>Geht: {name}</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>Moves to {survivor}: {what}.</source>
        <translation>Geht über an {survivor}: {what}.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Nothing contradicts.</source>
        <translation>Nichts widerspricht sich.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>One of the two is not on record any more.</source>
        <translation>Einer der beiden ist nicht mehr erfasst.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Bleibt</translation>
    </message>
    <message>
        <source>Stays: {name}</source>
        <translation>Bleibt: {name}</translation>
    </message>
    <message>
        <source>Swap the two</source>
        <translation>Beide vertauschen</translation>
    </message>
    <message>
        <source>This can be undone for {days} days.</source>
        <translation>Das lässt sich {days} Tage lang rückgängig machen.</translation>
    </message>
    <message>
        <source>Two records of one customer?</source>
        <translation>Zwei Datensätze eines Kunden?</translation>
    </message>
    <message>
        <source>as in the other</source>
        <translation>wie im anderen</translation>
    </message>
    <message>
        <source>as in this record</source>
        <translation>wie in diesem Datensatz</translation>
    </message>
    <message>
        <source>nothing but the record itself</source>
        <translation>nichts als der Datensatz selbst</translation>
    </message>
    <message>
        <source>{field}: keep {value}</source>
        <translation>{field}: {value} behalten</translation>
    </message>
    <message>
        <source>{field}: take {value}</source>
        <translation>{field}: {value} nehmen</translation>
    </message>
    <message>
        <source>{merged} is now {survivor}. The merge stands in the record and can be undone there.</source>
        <translation>{merged} ist jetzt {survivor}. Die Zusammenführung steht im Datensatz und kann dort rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>{survivor} stays, {merged} goes</source>
        <translation>{survivor} bleibt, {merged} geht</translation>
    </message>
</context>
<context>
    <name>MergeSearchLayer</name>
    <message>
        <source>Search the other record</source>
        <translation>Den anderen Datensatz suchen</translation>
    </message>
    <message>
        <source>Which record is {name} as well?</source>
        <translation>Welcher Datensatz ist auch {name}?</translation>
    </message>
</context>
<context>
    <name>MissedCalls</name>
    <message>
        <source>Missed call at {time}: {who}. {key} lists your calls.</source>
        <translation>Verpasster Anruf um {time}: {who}. {key} zeigt Ihre Anrufe.</translation>
    </message>
    <message>
        <source>number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
</context>
<context>
    <name>MoreLine</name>
    <message numerus="yes">
        <source>… and %n more. They come up as these are dealt with; copy, export and print have them all.</source>
        <translation>
            <numerusform>… und %n weiteres. Es rückt nach, sobald diese erledigt sind; Kopie, Export und Druck enthalten alles.</numerusform>
            <numerusform>… und %n weitere. Sie rücken nach, sobald diese erledigt sind; Kopie, Export und Druck enthalten alle.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovedDeadlines</name>
    <message numerus="yes">
        <source>%n due time(s) move</source>
        <translation>
            <numerusform>%n Fälligkeit verschiebt sich</numerusform>
            <numerusform>%n Fälligkeiten verschieben sich</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n would be overdue</source>
        <translation>
            <numerusform>%n wäre überfällig</numerusform>
            <numerusform>%n wären überfällig</numerusform>
        </translation>
    </message>
    <message>
        <source>Due times that move</source>
        <translation>Fälligkeiten, die sich verschieben</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>Erste Antwort</translation>
    </message>
    <message>
        <source>Looking at the open tickets …</source>
        <translation>Die offenen Tickets werden durchgesehen …</translation>
    </message>
    <message>
        <source>Next response</source>
        <translation>Nächste Antwort</translation>
    </message>
    <message>
        <source>No due time moves</source>
        <translation>Keine Fälligkeit verschiebt sich</translation>
    </message>
    <message>
        <source>Nothing is counted yet</source>
        <translation>Noch ist nichts gezählt</translation>
    </message>
    <message>
        <source>Nothing is written yet.</source>
        <translation>Noch ist nichts geschrieben.</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message numerus="yes">
        <source>Of %n open ticket(s): </source>
        <translation>
            <numerusform>Von %n offenen Ticket: </numerusform>
            <numerusform>Von %n offenen Tickets: </numerusform>
        </translation>
    </message>
    <message>
        <source>Open tickets are due as they were.</source>
        <translation>Offene Tickets bleiben fällig wie bisher.</translation>
    </message>
    <message>
        <source>Save says first how many due times of open tickets would move.</source>
        <translation>Speichern sagt erst, wie viele Fälligkeiten offener Tickets sich verschieben würden.</translation>
    </message>
    <message>
        <source>Solution</source>
        <translation>Lösung</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stopped after {count} tickets: </source>
        <translation>Abgebrochen nach {count} Tickets: </translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>What is due</source>
        <translation>Was fällig ist</translation>
    </message>
    <message>
        <source>{done} of {total} open tickets looked at: </source>
        <translation>{done} von {total} offenen Tickets durchgesehen: </translation>
    </message>
</context>
<context>
    <name>MyCalls</name>
    <message>
        <source>Made</source>
        <translation>Ausgehend</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation>Nicht erreicht</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Taken by a colleague</source>
        <translation>Von Kollegin angenommen</translation>
    </message>
    <message>
        <source>Withheld</source>
        <translation>Unterdrückt</translation>
    </message>
</context>
<context>
    <name>MyCallsLayer</name>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Asking central…</source>
        <translation>Die Zentrale wird gefragt …</translation>
    </message>
    <message>
        <source>Block…</source>
        <translation>Sperren …</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Choose a call first.</source>
        <translation>Markieren Sie erst einen Anruf.</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>Nummer kopieren</translation>
    </message>
    <message>
        <source>Dial again</source>
        <translation>Erneut wählen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Ausgehend</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Verpasst</translation>
    </message>
    <message>
        <source>My calls</source>
        <translation>Meine Anrufe</translation>
    </message>
    <message>
        <source>No calls</source>
        <translation>Keine Anrufe</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Only public numbers can be blocked.</source>
        <translation>Nur öffentliche Nummern lassen sich sperren.</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>The number was withheld.</source>
        <translation>Die Nummer wurde unterdrückt.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>What rings or is dialled here is listed here.</source>
        <translation>Was hier klingelt oder gewählt wird, steht hier.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Which calls</source>
        <translation>Welche Anrufe</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>NewTicketLayer</name>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Category: {name}</source>
        <translation>Kategorie: {name}</translation>
    </message>
    <message>
        <source>Choose a queue.</source>
        <translation>Wählen Sie eine Warteschlange.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>For {name}</source>
        <translation>Für {name}</translation>
    </message>
    <message>
        <source>In a few words, what it is about</source>
        <translation>In wenigen Worten, worum es geht</translation>
    </message>
    <message>
        <source>New ticket</source>
        <translation>Neues Ticket</translation>
    </message>
    <message>
        <source>No category</source>
        <translation>Keine Kategorie</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Open the ticket</source>
        <translation>Ticket öffnen</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Say in a few words what it is about.</source>
        <translation>Sagen Sie in wenigen Worten, worum es geht.</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>This desk has no ticket numbers left. The ticket is kept, and central gives it its number.</source>
        <translation>Dieser Platz hat keine Ticketnummern mehr. Das Ticket ist gesichert; seine Nummer vergibt die Zentrale.</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>NoteBarView</name>
    <message>
        <source>Ctrl ⏎</source>
        <translation>Strg ⏎</translation>
    </message>
    <message>
        <source>Save the note</source>
        <translation>Notiz sichern</translation>
    </message>
</context>
<context>
    <name>NoteDesk</name>
    <message>
        <source>Add to ticket {n}</source>
        <translation>Zu Ticket {n} hinzufügen</translation>
    </message>
    <message>
        <source>Call note</source>
        <translation>Notiz zum Anruf</translation>
    </message>
    <message>
        <source>Finish and go ready</source>
        <translation>Abschließen und bereit</translation>
    </message>
    <message>
        <source>Finish the note</source>
        <translation>Notiz abschließen</translation>
    </message>
    <message>
        <source>Log the contact</source>
        <translation>Kontakt erfassen</translation>
    </message>
    <message>
        <source>Not saved: {what}</source>
        <translation>Nicht gesichert: {what}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note of the call, not of the customer shown</source>
        <translation>Notiz zum Anruf, nicht zum gezeigten Kunden</translation>
    </message>
    <message>
        <source>Note of the contact, not of the customer shown</source>
        <translation>Notiz zum Kontakt, nicht zum gezeigten Kunden</translation>
    </message>
    <message>
        <source>Open a customer or a ticket to save the note to.</source>
        <translation>Öffnen Sie einen Kunden oder ein Ticket, zu dem die Notiz gehört.</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Save and wrap up</source>
        <translation>Sichern und nacharbeiten</translation>
    </message>
    <message>
        <source>Save the note</source>
        <translation>Notiz sichern</translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translation>Gesichert {time}</translation>
    </message>
    <message>
        <source>Say what came of it.</source>
        <translation>Sagen Sie, was daraus wurde.</translation>
    </message>
    <message>
        <source>The note is saved.</source>
        <translation>Die Notiz ist gesichert.</translation>
    </message>
    <message>
        <source>The time for wrap-up is over, and an outcome was set for you. Finish the note to give your own.</source>
        <translation>Die Zeit für die Nacharbeit ist um, und ein Ergebnis wurde für Sie gesetzt. Schließen Sie die Notiz ab, um Ihr eigenes anzugeben.</translation>
    </message>
    <message>
        <source>The time for wrap-up is over. The note is kept; finish it when you can.</source>
        <translation>Die Zeit für die Nacharbeit ist um. Die Notiz ist gesichert; schließen Sie sie ab, sobald Sie können.</translation>
    </message>
    <message>
        <source>Ticket {n}</source>
        <translation>Ticket {n}</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>Thema</translation>
    </message>
</context>
<context>
    <name>NoteEditor</name>
    <message>
        <source>Call note</source>
        <translation>Notiz zum Anruf</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>A colleague changed this first, their version stays: {fields}</source>
        <translation>Eine Kollegin war schneller, ihre Fassung bleibt: {fields}</translation>
    </message>
    <message>
        <source>Both records are kept: {others}.</source>
        <translation>Beide Datensätze bleiben: {others}.</translation>
    </message>
    <message>
        <source>Both texts are under Conflicts.</source>
        <translation>Beide Texte stehen unter Konflikte.</translation>
    </message>
    <message>
        <source>Not accepted: {what}</source>
        <translation>Nicht angenommen: {what}</translation>
    </message>
    <message>
        <source>The ticket has its number now: {number}</source>
        <translation>Das Ticket hat jetzt seine Nummer: {number}</translation>
    </message>
    <message>
        <source>the same e-mail address</source>
        <translation>dieselbe E-Mail-Adresse</translation>
    </message>
    <message>
        <source>the same name and postcode</source>
        <translation>derselbe Name und dieselbe Postleitzahl</translation>
    </message>
    <message>
        <source>the same number</source>
        <translation>dieselbe Nummer</translation>
    </message>
    <message>
        <source>{name} may be a customer already.</source>
        <translation>{name} ist vielleicht schon Kunde.</translation>
    </message>
</context>
<context>
    <name>NoticesLayer</name>
    <message>
        <source>Copy your text</source>
        <translation>Ihren Text kopieren</translation>
    </message>
    <message>
        <source>Nothing to tell</source>
        <translation>Nichts zu melden</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Mitteilungen</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What happens to your work is told here.</source>
        <translation>Hier steht, was mit Ihrer Arbeit geschieht.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>Ihr Text</translation>
    </message>
</context>
<context>
    <name>NumberMenu</name>
    <message>
        <source>Block {number}…</source>
        <translation>{number} sperren …</translation>
    </message>
    <message>
        <source>Call {number}</source>
        <translation>{number} anrufen</translation>
    </message>
    <message>
        <source>Copied: {text}</source>
        <translation>Kopiert: {text}</translation>
    </message>
    <message>
        <source>Copy {text}</source>
        <translation>{text} kopieren</translation>
    </message>
    <message>
        <source>Telephone number</source>
        <translation>Telefonnummer</translation>
    </message>
</context>
<context>
    <name>OrderLayer</name>
    <message>
        <source>Article</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Als Text kopieren</translation>
    </message>
    <message>
        <source>Lines of the order</source>
        <translation>Zeilen der Bestellung</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Order {number}</source>
        <translation>Bestellung {number}</translation>
    </message>
    <message>
        <source>Ordered {day}</source>
        <translation>Bestellt am {day}</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>The lines of this order are not recorded</source>
        <translation>Die Zeilen dieser Bestellung sind nicht erfasst</translation>
    </message>
    <message>
        <source>The order is copied.</source>
        <translation>Die Bestellung ist kopiert.</translation>
    </message>
    <message>
        <source>Total {total}</source>
        <translation>Summe {total}</translation>
    </message>
</context>
<context>
    <name>OtherCalls</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weiterer</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>All together</source>
        <translation>Alle zusammen</translation>
    </message>
    <message>
        <source>Back to {name} alone</source>
        <translation>Nur noch mit {name}</translation>
    </message>
    <message>
        <source>Give the call</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>On the line</source>
        <translation>In der Leitung</translation>
    </message>
    <message>
        <source>Peek</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Rings</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Take back, hold {name}</source>
        <translation>Zurückholen, {name} halten</translation>
    </message>
    <message>
        <source>Talk to {name}</source>
        <translation>Mit {name} sprechen</translation>
    </message>
    <message>
        <source>Wait until they answer.</source>
        <translation>Warten Sie, bis angenommen wird.</translation>
    </message>
    <message>
        <source>Waits while you talk to {name}</source>
        <translation>Wartet, Sie sprechen mit {name}</translation>
    </message>
    <message>
        <source>You are asking</source>
        <translation>Rückfrage bei</translation>
    </message>
    <message>
        <source>the call</source>
        <translation>den Anruf</translation>
    </message>
    <message>
        <source>the caller</source>
        <translation>dem Anrufer</translation>
    </message>
    <message>
        <source>{name} waits on hold</source>
        <translation>Gespräch mit {name} gehalten</translation>
    </message>
</context>
<context>
    <name>Outbound</name>
    <message>
        <source>Busy</source>
        <translation>Besetzt</translation>
    </message>
    <message>
        <source>Call {time}</source>
        <translation>Anrufen {time}</translation>
    </message>
    <message>
        <source>Callback promised</source>
        <translation>Rückruf versprochen</translation>
    </message>
    <message>
        <source>Do not call</source>
        <translation>Nicht anrufen</translation>
    </message>
    <message>
        <source>Interested</source>
        <translation>Interessiert</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Not interested</source>
        <translation>Kein Interesse</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>Mailbox</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Falsche Nummer</translation>
    </message>
</context>
<context>
    <name>OutboxLayer</name>
    <message numerus="yes">
        <source>%n changed by a colleague first</source>
        <translation>
            <numerusform>%n zuerst von einer Kollegin geändert</numerusform>
            <numerusform>%n zuerst von einer Kollegin geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kept texts</source>
        <translation>
            <numerusform>%n aufbewahrter Text</numerusform>
            <numerusform>%n aufbewahrte Texte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted: the text is kept here until you decide.</source>
        <translation>
            <numerusform>%n nicht angenommen: Der Text bleibt hier, bis Sie entscheiden.</numerusform>
            <numerusform>%n nicht angenommen: Die Texte bleiben hier, bis Sie entscheiden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n on the way.</source>
        <translation>
            <numerusform>%n unterwegs.</numerusform>
            <numerusform>%n unterwegs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting, sent by itself as soon as central answers.</source>
        <translation>
            <numerusform>%n wartet und wird von selbst gesendet, sobald die Zentrale antwortet.</numerusform>
            <numerusform>%n warten und werden von selbst gesendet, sobald die Zentrale antwortet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is sent</source>
        <translation>Alles ist gesendet</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>Nicht angenommen</translation>
    </message>
    <message>
        <source>Send all again</source>
        <translation>Alle noch einmal senden</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Taken out.</source>
        <translation>Herausgenommen.</translation>
    </message>
    <message>
        <source>Taken out. The text is copied, and kept under kept texts.</source>
        <translation>Herausgenommen. Der Text ist kopiert und liegt unter den aufbewahrten Texten.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Waits for central</source>
        <translation>Wartet auf die Zentrale</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Your work on its way to central</source>
        <translation>Ihre Arbeit auf dem Weg zur Zentrale</translation>
    </message>
    <message>
        <source>What you write offline waits here.</source>
        <translation>Was Sie ohne Verbindung schreiben, wartet hier.</translation>
    </message>
</context>
<context>
    <name>OwnState</name>
    <message>
        <source>A call rang here and was not answered. You are paused; others get the calls now.</source>
        <translation>Ein Anruf klingelte hier und wurde nicht angenommen. Sie sind in Pause; die Anrufe bekommen jetzt andere.</translation>
    </message>
    <message>
        <source>It cannot be made longer again.</source>
        <translation>Noch einmal verlängern geht nicht.</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Nicht angenommen</translation>
    </message>
    <message>
        <source>The exchange has paused you: {reason}. No calls come.</source>
        <translation>Die Telefonanlage hat Sie in Pause gesetzt: {reason}. Es kommen keine Anrufe.</translation>
    </message>
    <message>
        <source>This wrap-up has no limit.</source>
        <translation>Diese Nacharbeit ist unbegrenzt.</translation>
    </message>
    <message>
        <source>break</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>{n} calls in a row rang here and were not answered. You are paused; others get them now.</source>
        <translation>{n} Anrufe nacheinander klingelten hier und wurden nicht angenommen. Sie sind in Pause; die Anrufe bekommen jetzt andere.</translation>
    </message>
    <message>
        <source>{pause} is over its limit of {limit} since {time}. It goes on until you end it.</source>
        <translation>{pause}: seit {time} über der Grenze von {limit}. Die Pause läuft, bis Sie sie beenden.</translation>
    </message>
</context>
<context>
    <name>OwnWork</name>
    <message numerus="yes">
        <source>%n not sent to central yet:</source>
        <translation>
            <numerusform>%n noch nicht an die Zentrale gesendet:</numerusform>
            <numerusform>%n noch nicht an die Zentrale gesendet:</numerusform>
        </translation>
    </message>
    <message>
        <source>(another)</source>
        <translation>(ein anderes)</translation>
    </message>
    <message>
        <source>(not on this desk)</source>
        <translation>(nicht an diesem Platz)</translation>
    </message>
    <message>
        <source>A colleague</source>
        <translation>Eine Kollegin</translation>
    </message>
    <message>
        <source>A colleague was first</source>
        <translation>Eine Kollegin war schneller</translation>
    </message>
    <message>
        <source>A customer</source>
        <translation>Ein Kunde</translation>
    </message>
    <message>
        <source>A notice was read</source>
        <translation>Eine Mitteilung wurde gelesen</translation>
    </message>
    <message>
        <source>A number</source>
        <translation>Eine Nummer</translation>
    </message>
    <message>
        <source>A reminder put off: {of}</source>
        <translation>Erinnerung aufgeschoben: {of}</translation>
    </message>
    <message>
        <source>A reply sent again</source>
        <translation>Eine Antwort noch einmal gesendet</translation>
    </message>
    <message>
        <source>A saved view removed</source>
        <translation>Eine gespeicherte Ansicht entfernt</translation>
    </message>
    <message>
        <source>A ticket</source>
        <translation>Ein Ticket</translation>
    </message>
    <message>
        <source>An address or handle</source>
        <translation>Eine Anschrift oder ein Kontoname</translation>
    </message>
    <message>
        <source>Attempt to reach {lead}: {outcome}</source>
        <translation>Anrufversuch bei {lead}: {outcome}</translation>
    </message>
    <message>
        <source>Caller confirmed: {of}</source>
        <translation>Anrufer bestätigt: {of}</translation>
    </message>
    <message>
        <source>Caller {of} blocked</source>
        <translation>Anrufer {of} gesperrt</translation>
    </message>
    <message>
        <source>Caller {of} let through again</source>
        <translation>Anrufer {of} wieder durchgelassen</translation>
    </message>
    <message>
        <source>Category {name}</source>
        <translation>Kategorie {name}</translation>
    </message>
    <message>
        <source>Change of an address or handle of {of}</source>
        <translation>Änderung einer Anschrift oder eines Kontonamens von {of}</translation>
    </message>
    <message>
        <source>Change of number {number}</source>
        <translation>Änderung der Nummer {number}</translation>
    </message>
    <message>
        <source>Change of ticket {of} taken back</source>
        <translation>Änderung des Tickets {of} zurückgenommen</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Complaint with quality check, return, replacement and callback: {subject}</source>
        <translation>Beschwerde mit Qualitätsprüfung, Rückgabe, Ersatz und Rückruf: {subject}</translation>
    </message>
    <message>
        <source>Consent of {of}</source>
        <translation>Einwilligung von {of}</translation>
    </message>
    <message>
        <source>Contact put to {of}</source>
        <translation>Kontakt zugeordnet: {of}</translation>
    </message>
    <message>
        <source>Contact with {of} begun</source>
        <translation>Kontakt mit {of} begonnen</translation>
    </message>
    <message>
        <source>Contact with {of} written down</source>
        <translation>Kontakt mit {of} erfasst</translation>
    </message>
    <message>
        <source>End of a link between ticket {of} and ticket {other}</source>
        <translation>Ende einer Verknüpfung von Ticket {of} mit Ticket {other}</translation>
    </message>
    <message>
        <source>End of a relation between two customers</source>
        <translation>Ende einer Beziehung zweier Kunden</translation>
    </message>
    <message>
        <source>Erasure of {of}</source>
        <translation>Löschung von {of}</translation>
    </message>
    <message>
        <source>Fields of ticket {of}</source>
        <translation>Felder des Tickets {of}</translation>
    </message>
    <message>
        <source>File on ticket {of}</source>
        <translation>Datei am Ticket {of}</translation>
    </message>
    <message>
        <source>Given up: {what}</source>
        <translation>Aufgegeben: {what}</translation>
    </message>
    <message>
        <source>Goods are to come back after all</source>
        <translation>Ware soll doch zurückkommen</translation>
    </message>
    <message>
        <source>Goods that were to come back are not taken back</source>
        <translation>Ware, die zurückkommen sollte, wird nicht zurückgenommen</translation>
    </message>
    <message>
        <source>Goods that were to come back have come</source>
        <translation>Ware, die zurückkommen sollte, ist gekommen</translation>
    </message>
    <message>
        <source>How {queue} hands out tickets</source>
        <translation>Wie {queue} Tickets verteilt</translation>
    </message>
    <message>
        <source>Identity check in the contact with {of}</source>
        <translation>Prüfung der Identität im Kontakt mit {of}</translation>
    </message>
    <message>
        <source>It stays on this desk, and is sent when you sign in here again.</source>
        <translation>Es bleibt an diesem Platz und wird gesendet, wenn Sie sich hier wieder anmelden.</translation>
    </message>
    <message>
        <source>Kept: {what}</source>
        <translation>Gehalten: {what}</translation>
    </message>
    <message>
        <source>Lead {of} given back</source>
        <translation>Zurück in die Anrufliste: {of}</translation>
    </message>
    <message>
        <source>Link between ticket {of} and ticket {other}</source>
        <translation>Verknüpfung von Ticket {of} mit Ticket {other}</translation>
    </message>
    <message>
        <source>Macro {name}</source>
        <translation>Makro {name}</translation>
    </message>
    <message>
        <source>Macro “{macro}” on ticket {of}</source>
        <translation>Makro „{macro}“ auf Ticket {of}</translation>
    </message>
    <message>
        <source>Merged: {who} changed the {field} to {value} first</source>
        <translation>Zusammengeführt: {who} hat „{field}“ zuerst auf „{value}“ geändert</translation>
    </message>
    <message>
        <source>Moved: {what}</source>
        <translation>Verschoben: {what}</translation>
    </message>
    <message>
        <source>New address or handle for {of}</source>
        <translation>Neue Anschrift oder neuer Kontoname für {of}</translation>
    </message>
    <message>
        <source>New customer {name}</source>
        <translation>Neuer Kunde {name}</translation>
    </message>
    <message>
        <source>New line in the checklist of ticket {of}</source>
        <translation>Neue Zeile in der Prüfliste des Tickets {of}</translation>
    </message>
    <message>
        <source>New relation of {of}</source>
        <translation>Neue Beziehung von {of}</translation>
    </message>
    <message>
        <source>New ticket {ticket}: {subject}</source>
        <translation>Neues Ticket {ticket}: {subject}</translation>
    </message>
    <message>
        <source>New ticket, number follows: {subject}</source>
        <translation>Neues Ticket, Nummer folgt: {subject}</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>Nicht angenommen</translation>
    </message>
    <message>
        <source>Not accepted: {why} Your text is kept.</source>
        <translation>Nicht angenommen: {why} Ihr Text ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Note and outcome of the contact with {of}</source>
        <translation>Notiz und Ergebnis zum Kontakt mit {of}</translation>
    </message>
    <message>
        <source>Note on the contact with {of}</source>
        <translation>Notiz zum Kontakt mit {of}</translation>
    </message>
    <message>
        <source>Note on ticket {of}</source>
        <translation>Notiz zu Ticket {of}</translation>
    </message>
    <message>
        <source>Number {number}</source>
        <translation>Nummer {number}</translation>
    </message>
    <message>
        <source>Number {number} for {customer}</source>
        <translation>Neue Nummer {number}: {customer}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Other work</source>
        <translation>Andere Arbeit</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Product of {of}</source>
        <translation>Produkt von {of}</translation>
    </message>
    <message>
        <source>Promise: {what}</source>
        <translation>Zusage: {what}</translation>
    </message>
    <message>
        <source>Removal of an address or handle of {of}</source>
        <translation>Entfernung einer Anschrift oder eines Kontonamens von {of}</translation>
    </message>
    <message>
        <source>Removal of number {of}</source>
        <translation>Nummer entfernt: {of}</translation>
    </message>
    <message>
        <source>Rule {of}</source>
        <translation>Regel {of}</translation>
    </message>
    <message>
        <source>Rule {of} on or off</source>
        <translation>Regel {of} an oder aus</translation>
    </message>
    <message>
        <source>Saved here, waits for central since {time}</source>
        <translation>Hier gesichert, wartet auf die Zentrale seit {time}</translation>
    </message>
    <message>
        <source>Sent {time}</source>
        <translation>Gesendet {time}</translation>
    </message>
    <message>
        <source>Service calendar {name}</source>
        <translation>Servicekalender {name}</translation>
    </message>
    <message>
        <source>Service target {name}</source>
        <translation>Serviceziel {name}</translation>
    </message>
    <message>
        <source>Skills and languages of {person}</source>
        <translation>Fähigkeiten und Sprachen von {person}</translation>
    </message>
    <message>
        <source>Tag {tag} for {customer}</source>
        <translation>Schlagwort {tag} für {customer}</translation>
    </message>
    <message>
        <source>Tag {tag} off {customer}</source>
        <translation>Schlagwort {tag} weg von {customer}</translation>
    </message>
    <message>
        <source>Tags of ticket {of}</source>
        <translation>Schlagwörter des Tickets {of}</translation>
    </message>
    <message>
        <source>The order of the rules</source>
        <translation>Die Reihenfolge der Regeln</translation>
    </message>
    <message>
        <source>The words around e-mails changed</source>
        <translation>Die Worte um E-Mails geändert</translation>
    </message>
    <message>
        <source>Tick in the checklist of ticket {of}</source>
        <translation>Haken in der Prüfliste des Tickets {of}</translation>
    </message>
    <message>
        <source>Ticket {of} given to whoever fits</source>
        <translation>Ticket {of} dem gegeben, der passt</translation>
    </message>
    <message>
        <source>Ticket {of} handed to another level</source>
        <translation>Ticket {of} an eine andere Ebene übergeben</translation>
    </message>
    <message>
        <source>Ticket {of} marked as read</source>
        <translation>Ticket {of} als gelesen markiert</translation>
    </message>
    <message>
        <source>Ticket {of} taken</source>
        <translation>Ticket {of} übernommen</translation>
    </message>
    <message>
        <source>Ticket {ticket}</source>
        <translation>Ticket {ticket}</translation>
    </message>
    <message>
        <source>Ticket {ticket} back to its queue</source>
        <translation>Ticket {ticket} zurück in seine Warteschlange</translation>
    </message>
    <message>
        <source>Ticket {ticket} to {person}</source>
        <translation>Ticket {ticket} an {person}</translation>
    </message>
    <message>
        <source>Ticket {ticket}, one of several: {changes}</source>
        <translation>Ticket {ticket}, eines von mehreren: {changes}</translation>
    </message>
    <message>
        <source>Ticket {ticket}: state to {state}</source>
        <translation>Ticket {ticket}: Status auf {state}</translation>
    </message>
    <message>
        <source>Ticket {ticket}: {changes}</source>
        <translation>Ticket {ticket}: {changes}</translation>
    </message>
    <message>
        <source>Time spent on ticket {of}</source>
        <translation>Zeitaufwand für Ticket {of}</translation>
    </message>
    <message>
        <source>View “{name}” saved</source>
        <translation>Ansicht „{name}“ gespeichert</translation>
    </message>
    <message>
        <source>Waits since {time}</source>
        <translation>Wartet seit {time}</translation>
    </message>
    <message>
        <source>What the customer said of {of}</source>
        <translation>Was der Kunde zu {of} sagte</translation>
    </message>
    <message>
        <source>Which call the contact with {of} was</source>
        <translation>Welcher Anruf der Kontakt mit {of} war</translation>
    </message>
    <message>
        <source>Who follows ticket {of}</source>
        <translation>Wer Ticket {of} beobachtet</translation>
    </message>
    <message>
        <source>Whose ticket {of} is</source>
        <translation>Wessen Ticket {of} ist</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>eine Kollegin</translation>
    </message>
    <message>
        <source>a contact</source>
        <translation>ein Kontakt</translation>
    </message>
    <message>
        <source>a customer who is not on this desk</source>
        <translation>ein Kunde, der nicht an diesem Platz ist</translation>
    </message>
    <message>
        <source>a lead</source>
        <translation>jemand aus der Liste</translation>
    </message>
    <message>
        <source>a promise</source>
        <translation>eine Zusage</translation>
    </message>
    <message>
        <source>a queue</source>
        <translation>eine Warteschlange</translation>
    </message>
    <message>
        <source>address or handle</source>
        <translation>Anschrift oder Kontoname</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>checklist</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>customer number</source>
        <translation>Kundennummer</translation>
    </message>
    <message>
        <source>customer since</source>
        <translation>Kunde seit</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>extension</source>
        <translation>Durchwahl</translation>
    </message>
    <message>
        <source>family name</source>
        <translation>Nachname</translation>
    </message>
    <message>
        <source>fields of its category</source>
        <translation>Felder der Kategorie</translation>
    </message>
    <message>
        <source>first response</source>
        <translation>erste Antwort</translation>
    </message>
    <message>
        <source>first solved</source>
        <translation>zuerst gelöst</translation>
    </message>
    <message>
        <source>followers</source>
        <translation>Beobachter</translation>
    </message>
    <message>
        <source>given name</source>
        <translation>Vorname</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>languages</source>
        <translation>Sprachen</translation>
    </message>
    <message>
        <source>last solved</source>
        <translation>zuletzt gelöst</translation>
    </message>
    <message>
        <source>level</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>lot</source>
        <translation>Charge</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>no tag {tag}</source>
        <translation>kein Schlagwort {tag}</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>Tarif</translation>
    </message>
    <message>
        <source>postcode</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>preferred</source>
        <translation>bevorzugt</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>rests until</source>
        <translation>ruht bis</translation>
    </message>
    <message>
        <source>service deadline</source>
        <translation>Servicefrist</translation>
    </message>
    <message>
        <source>service level</source>
        <translation>Servicestand</translation>
    </message>
    <message>
        <source>service target</source>
        <translation>Serviceziel</translation>
    </message>
    <message>
        <source>somebody unknown</source>
        <translation>einer unbekannten Person</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>street</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>tag {tag}</source>
        <translation>Schlagwort {tag}</translation>
    </message>
    <message>
        <source>tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>ticket {ticket}</source>
        <translation>Ticket {ticket}</translation>
    </message>
    <message>
        <source>time spent</source>
        <translation>Zeitaufwand</translation>
    </message>
    <message>
        <source>time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>topic</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>town</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>ungelesen</translation>
    </message>
    <message>
        <source>valid from</source>
        <translation>gültig ab</translation>
    </message>
    <message>
        <source>valid until</source>
        <translation>gültig bis</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>waits for</source>
        <translation>wartet auf</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>{customer}: {fields} changed</source>
        <translation>{customer}: {fields} geändert</translation>
    </message>
    <message>
        <source>{field} to {value}</source>
        <translation>{field} auf {value}</translation>
    </message>
    <message>
        <source>{merged}, and {n} more</source>
        <translation>{merged}, und {n} weitere</translation>
    </message>
    <message>
        <source>{n} changes saved here, waiting for central since {time}</source>
        <translation>{n} Änderungen hier gesichert, warten auf die Zentrale seit {time}</translation>
    </message>
    <message numerus="yes">
        <source>· and %n more</source>
        <translation>
            <numerusform>· und %n weitere</numerusform>
            <numerusform>· und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Blocked callers</source>
        <translation>Gesperrte Anrufer</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Call {number}</source>
        <translation>{number} anrufen</translation>
    </message>
    <message>
        <source>Conflicts: where a colleague was first, and kept texts</source>
        <translation>Konflikte: wo eine Kollegin schneller war, und aufbewahrte Texte</translation>
    </message>
    <message>
        <source>Connections: central and the exchange</source>
        <translation>Verbindungen: Zentrale und Telefonanlage</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Customers on record twice</source>
        <translation>Doppelt erfasste Kunden</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Edit the customer on screen</source>
        <translation>Den gezeigten Kunden bearbeiten</translation>
    </message>
    <message>
        <source>Export all customers</source>
        <translation>Alle Kunden exportieren</translation>
    </message>
    <message>
        <source>Go to {room}</source>
        <translation>Gehe zu {room}</translation>
    </message>
    <message>
        <source>Held work of revoked devices</source>
        <translation>Zurückgehaltene Arbeit gesperrter Geräte</translation>
    </message>
    <message>
        <source>Import customers from a file</source>
        <translation>Kunden aus einer Datei importieren</translation>
    </message>
    <message>
        <source>My telephone: sit at another one</source>
        <translation>Mein Telefon: ein anderes nehmen</translation>
    </message>
    <message>
        <source>Outbox: what waits to be sent, and what was not accepted</source>
        <translation>Ausgang: was auf das Senden wartet und was nicht angenommen wurde</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Aufteilung zurücksetzen</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Raum</translation>
    </message>
    <message>
        <source>Settings: colours, text size, role</source>
        <translation>Einstellungen: Farben, Textgröße, Rolle</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>Überall abmelden</translation>
    </message>
    <message>
        <source>Where you are signed in</source>
        <translation>Wo Sie angemeldet sind</translation>
    </message>
</context>
<context>
    <name>PaletteSearch</name>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>Wissen</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Bestellung</translation>
    </message>
    <message>
        <source>Order {number}</source>
        <translation>Bestellung {number}</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
</context>
<context>
    <name>Panes</name>
    <message>
        <source>A call rings</source>
        <translation>Ein Anruf klingelt</translation>
    </message>
    <message>
        <source>Show script and answers</source>
        <translation>Leitfaden und Antworten zeigen</translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation>Die Liste zeigen</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Breite des Bereichs</translation>
    </message>
</context>
<context>
    <name>Parking</name>
    <message>
        <source>Fetch from {space}</source>
        <translation>Von {space} holen</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Parken</translation>
    </message>
</context>
<context>
    <name>PassphrasePart</name>
    <message>
        <source>At least 8 characters.</source>
        <translation>Mindestens 8 Zeichen.</translation>
    </message>
    <message>
        <source>Choose a desk passphrase. It opens this desk while central cannot be reached, and a window that has locked itself. It stays on this computer. Without one you cannot work here then, and a locked window opens only by signing out and in again.</source>
        <translation>Wählen Sie ein Arbeitsplatz-Kennwort. Es öffnet diesen Arbeitsplatz, solange die Zentrale nicht erreichbar ist, und ein Fenster, das sich gesperrt hat. Es bleibt auf diesem Rechner. Ohne Kennwort können Sie dann hier nicht arbeiten, und ein gesperrtes Fenster öffnet sich nur durch Abmelden und neues Anmelden.</translation>
    </message>
    <message>
        <source>Desk passphrase</source>
        <translation>Arbeitsplatz-Kennwort</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>The two differ.</source>
        <translation>Die beiden sind verschieden.</translation>
    </message>
    <message>
        <source>Use this passphrase</source>
        <translation>Dieses Kennwort verwenden</translation>
    </message>
</context>
<context>
    <name>PauseLine</name>
    <message>
        <source>Ready again  {key}</source>
        <translation>Wieder bereit  {key}</translation>
    </message>
</context>
<context>
    <name>PersonDay</name>
    <message>
        <source>{state}, not paid</source>
        <translation>{state}, unbezahlt</translation>
    </message>
</context>
<context>
    <name>PersonDayLayer</name>
    <message>
        <source>Asking central…</source>
        <translation>Die Zentrale wird gefragt …</translation>
    </message>
    <message>
        <source>Average handle</source>
        <translation>Mittlere Bearbeitung</translation>
    </message>
    <message>
        <source>Calls handled</source>
        <translation>Bearbeitete Anrufe</translation>
    </message>
    <message>
        <source>Figures of the day</source>
        <translation>Zahlen des Tages</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Not signed in today</source>
        <translation>Heute nicht angemeldet</translation>
    </message>
    <message>
        <source>Occupancy</source>
        <translation>Auslastung</translation>
    </message>
    <message>
        <source>On break</source>
        <translation>In Pause</translation>
    </message>
    <message>
        <source>Paid time</source>
        <translation>Bezahlte Zeit</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Angemeldet</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Stretches of time</source>
        <translation>Zeitabschnitte</translation>
    </message>
    <message>
        <source>The day</source>
        <translation>Der Tag</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>{name}: today</source>
        <translation>{name}: heute</translation>
    </message>
</context>
<context>
    <name>PhoneFlow</name>
    <message>
        <source>Your telephone is {extension}.</source>
        <translation>Ihr Telefon ist {extension}.</translation>
    </message>
</context>
<context>
    <name>PhoneForm</name>
    <message>
        <source>Change a number</source>
        <translation>Nummer ändern</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>Durchwahl</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Bezeichnung</translation>
    </message>
    <message>
        <source>New number</source>
        <translation>Neue Nummer</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Preferred: ring here first</source>
        <translation>Bevorzugt: hier zuerst anrufen</translation>
    </message>
    <message>
        <source>Verified: it is theirs</source>
        <translation>Bestätigt: sie gehört ihnen</translation>
    </message>
    <message>
        <source>Write the number.</source>
        <translation>Schreiben Sie die Nummer.</translation>
    </message>
</context>
<context>
    <name>PhoneLayer</name>
    <message>
        <source>My telephone</source>
        <translation>Mein Telefon</translation>
    </message>
    <message>
        <source>Your telephone is {extension} now.</source>
        <translation>Ihr Telefon ist jetzt {extension}.</translation>
    </message>
</context>
<context>
    <name>PhonePart</name>
    <message>
        <source>Choose a telephone first.</source>
        <translation>Wählen Sie erst ein Telefon.</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Angeschlossen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Extension</source>
        <translation>Durchwahl</translation>
    </message>
    <message>
        <source>Find a telephone</source>
        <translation>Telefon suchen</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>No telephone now</source>
        <translation>Ohne Telefon</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht angeschlossen</translation>
    </message>
    <message>
        <source>Not to be had now</source>
        <translation>Jetzt nicht verfügbar</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Sit here</source>
        <translation>Dieses nehmen</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Belegt</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>Telephones</source>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>The exchange does not see this telephone. Is it on and connected?</source>
        <translation>Die Telefonanlage sieht dieses Telefon nicht. Ist es eingeschaltet und angeschlossen?</translation>
    </message>
    <message>
        <source>This desk’s telephone</source>
        <translation>Telefon dieses Platzes</translation>
    </message>
    <message>
        <source>Which telephone do you sit at? It rings for you, and this computer remembers it.</source>
        <translation>An welchem Telefon sitzen Sie? Es klingelt für Sie, und dieser Rechner merkt es sich.</translation>
    </message>
    <message>
        <source>You sit here</source>
        <translation>Hier sitzen Sie</translation>
    </message>
    <message>
        <source>{name} sits there.</source>
        <translation>Dort sitzt {name}.</translation>
    </message>
</context>
<context>
    <name>PickLayer</name>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>To choose from</source>
        <translation>Zur Auswahl</translation>
    </message>
    <message>
        <source>Try fewer or other words.</source>
        <translation>Versuchen Sie weniger oder andere Wörter.</translation>
    </message>
    <message>
        <source>Type to find</source>
        <translation>Zum Suchen tippen</translation>
    </message>
</context>
<context>
    <name>Printing</name>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>Seite {page} von {pages}</translation>
    </message>
</context>
<context>
    <name>PrivateDetails</name>
    <message>
        <source>Date of birth</source>
        <translation>Geburtsdatum</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Identity document or contract</source>
        <translation>Ausweis oder Vertrag</translation>
    </message>
    <message>
        <source>Last four of the IBAN</source>
        <translation>Letzte vier Stellen der IBAN</translation>
    </message>
    <message>
        <source>Payment reference</source>
        <translation>Zahlungsreferenz</translation>
    </message>
</context>
<context>
    <name>PrivateFormLayer</name>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Private details</source>
        <translation>Vertrauliche Angaben</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>PrivatePage</name>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Date of birth, identifiers, payment and health are not kept on this desk. They are shown for a contact, a visit or a reason, and leave with it.</source>
        <translation>Geburtsdatum, Ausweis- und Vertragsnummern, Zahlung und Gesundheit werden an diesem Platz nicht aufbewahrt. Sie werden für einen Kontakt, einen Besuch oder aus einem Grund gezeigt und verschwinden danach wieder.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Kept with your name and the time.</source>
        <translation>Wird mit Ihrem Namen und der Uhrzeit festgehalten.</translation>
    </message>
    <message>
        <source>Nothing private is known.</source>
        <translation>Nichts Vertrauliches bekannt.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Private details</source>
        <translation>Vertrauliche Angaben</translation>
    </message>
    <message>
        <source>Show private details</source>
        <translation>Vertrauliche Angaben zeigen</translation>
    </message>
    <message>
        <source>Shown for the reason you gave, until {time}.</source>
        <translation>Aus dem genannten Grund gezeigt, bis {time}.</translation>
    </message>
    <message>
        <source>Shown for this contact; they leave this desk with it.</source>
        <translation>Für diesen Kontakt gezeigt; mit ihm verschwinden sie von diesem Platz.</translation>
    </message>
    <message>
        <source>Shown for your visit, until {time} at most.</source>
        <translation>Für Ihren Besuch gezeigt, längstens bis {time}.</translation>
    </message>
    <message>
        <source>What are they needed for?</source>
        <translation>Wofür werden sie gebraucht?</translation>
    </message>
</context>
<context>
    <name>ProductLayer</name>
    <message>
        <source>Add a product</source>
        <translation>Produkt hinzufügen</translation>
    </message>
    <message>
        <source>Article number</source>
        <translation>Artikelnummer</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Lot</source>
        <translation>Charge</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Bemerkung</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Say what it is called.</source>
        <translation>Sagen Sie, wie es heißt.</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>This is no date. Write it as 31.1.2027.</source>
        <translation>Das ist kein Datum. Schreiben Sie etwa 31.1.2027.</translation>
    </message>
    <message>
        <source>Warranty terms</source>
        <translation>Garantiebedingungen</translation>
    </message>
    <message>
        <source>Warranty until</source>
        <translation>Garantie bis</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
</context>
<context>
    <name>PromiseLayer</name>
    <message>
        <source>In the customer’s words</source>
        <translation>In den Worten des Kunden</translation>
    </message>
    <message>
        <source>Promise it</source>
        <translation>Zusagen</translation>
    </message>
    <message>
        <source>Promise something</source>
        <translation>Etwas zusagen</translation>
    </message>
    <message>
        <source>Say what will be done.</source>
        <translation>Sagen Sie, was getan wird.</translation>
    </message>
    <message>
        <source>What is promised</source>
        <translation>Was zugesagt wird</translation>
    </message>
    <message>
        <source>What kind</source>
        <translation>Welcher Art</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>Promises</name>
    <message>
        <source>Callback</source>
        <translation>Rückruf</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Aufgegeben</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Quality check</source>
        <translation>Qualitätsprüfung</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
</context>
<context>
    <name>PromisesDuePage</name>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Choose a promise first.</source>
        <translation>Wählen Sie zuerst eine Zusage.</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>It is about no ticket.</source>
        <translation>Sie gehört zu keinem Ticket.</translation>
    </message>
    <message>
        <source>Kept…</source>
        <translation>Gehalten…</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>No number of theirs is known here.</source>
        <translation>Von ihnen ist hier keine Nummer bekannt.</translation>
    </message>
    <message>
        <source>No promise is open</source>
        <translation>Keine Zusage ist offen</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Promises due</source>
        <translation>Fällige Zusagen</translation>
    </message>
    <message>
        <source>Their time</source>
        <translation>Ihre Zeit</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>What was promised</source>
        <translation>Was zugesagt wurde</translation>
    </message>
    <message>
        <source>What you promise on a ticket or a call stands here until it is kept.</source>
        <translation>Was Sie an einem Ticket oder in einem Anruf zusagen, steht hier, bis es gehalten ist.</translation>
    </message>
</context>
<context>
    <name>PromisesPage</name>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Choose an open promise first.</source>
        <translation>Wählen Sie zuerst eine offene Zusage.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>Aufgeben</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Kept and given up</source>
        <translation>Gehalten und aufgegeben</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Nothing promised</source>
        <translation>Nichts zugesagt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Promise something</source>
        <translation>Etwas zusagen</translation>
    </message>
    <message>
        <source>Promises on this ticket</source>
        <translation>Zusagen zu diesem Ticket</translation>
    </message>
    <message>
        <source>There is no number to call.</source>
        <translation>Es gibt keine Nummer zum Anrufen.</translation>
    </message>
    <message>
        <source>What you promise here is tracked.</source>
        <translation>Was Sie hier zusagen, wird verfolgt.</translation>
    </message>
</context>
<context>
    <name>ProviderFlow</name>
    <message>
        <source>Ask your administrator.</source>
        <translation>Fragen Sie Ihre Systemverwaltung.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmeldung läuft …</translation>
    </message>
    <message>
        <source>The browser could not be opened.</source>
        <translation>Der Browser konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>This is not the sign-in that the desk waits for. You can close this window.</source>
        <translation>Das ist nicht die Anmeldung, auf die der Arbeitsplatz wartet. Sie können dieses Fenster schließen.</translation>
    </message>
    <message>
        <source>This server has no provider to sign in with.</source>
        <translation>Dieser Server hat keinen Anbieter, über den man sich anmelden kann.</translation>
    </message>
    <message>
        <source>You are not signed in. You can close this window.</source>
        <translation>Sie sind nicht angemeldet. Sie können dieses Fenster schließen.</translation>
    </message>
    <message>
        <source>You can close this window. Your desk goes on signing you in.</source>
        <translation>Sie können dieses Fenster schließen. Ihr Arbeitsplatz meldet Sie weiter an.</translation>
    </message>
</context>
<context>
    <name>ProviderPart</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Sign in with {name}</source>
        <translation>Mit {name} anmelden</translation>
    </message>
</context>
<context>
    <name>QuarantineLayer</name>
    <message numerus="yes">
        <source>%n of it was refused by the rules.</source>
        <translation>
            <numerusform>%n davon wurde nach den Regeln abgelehnt.</numerusform>
            <numerusform>%n davon wurden nach den Regeln abgelehnt.</numerusform>
        </translation>
    </message>
    <message>
        <source>A note of a contact, not finished</source>
        <translation>Notiz zu einem Kontakt, nicht fertig</translation>
    </message>
    <message>
        <source>A note on a call-list entry, not finished</source>
        <translation>Notiz zu einem Kontakt der Anrufliste, nicht fertig</translation>
    </message>
    <message>
        <source>A note on a ticket, not finished</source>
        <translation>Notiz zu einem Ticket, nicht fertig</translation>
    </message>
    <message>
        <source>A note without a contact, not finished</source>
        <translation>Notiz ohne Kontakt, nicht fertig</translation>
    </message>
    <message>
        <source>A text kept at the desk</source>
        <translation>Am Platz aufbewahrter Text</translation>
    </message>
    <message>
        <source>A value a colleague was faster than</source>
        <translation>Angabe, bei der jemand anderes schneller war</translation>
    </message>
    <message>
        <source>Begun, not finished</source>
        <translation>Begonnen, nicht fertig</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard all</source>
        <translation>Alle verwerfen</translation>
    </message>
    <message numerus="yes">
        <source>Discard all %n of {name}? It stays on record, but is never carried out.</source>
        <translation>
            <numerusform>%n von {name} verwerfen? Es bleibt aufgezeichnet, wird aber nie ausgeführt.</numerusform>
            <numerusform>Alle %n von {name} verwerfen? Sie bleiben aufgezeichnet, werden aber nie ausgeführt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Held work of revoked devices</source>
        <translation>Zurückgehaltene Arbeit gesperrter Geräte</translation>
    </message>
    <message>
        <source>Not accepted by central</source>
        <translation>Von der Zentrale nicht angenommen</translation>
    </message>
    <message>
        <source>Nothing is held</source>
        <translation>Nichts wird zurückgehalten</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message numerus="yes">
        <source>Release all %n</source>
        <translation>
            <numerusform>%n freigeben</numerusform>
            <numerusform>Alle %n freigeben</numerusform>
        </translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What a revoked device had not sent waits here for you.</source>
        <translation>Was ein gesperrtes Gerät nicht mehr gesendet hat, wartet hier auf Sie.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>QuestionLine</name>
    <message>
        <source> with {name}</source>
        <translation> mit {name}</translation>
    </message>
    <message>
        <source>Choose the call</source>
        <translation>Anruf wählen</translation>
    </message>
    <message>
        <source>The contact you logged at {time}{who} fits several calls. Which of them was it?</source>
        <translation>Ihr erfasster Kontakt{who} ({time}) passt zu mehreren Anrufen. Welcher war es?</translation>
    </message>
    <message>
        <source>The contact you logged at {time}{who} may be a call. Was it?</source>
        <translation>Ihr erfasster Kontakt{who} ({time}) könnte zu einem Anruf gehören. Stimmt das?</translation>
    </message>
</context>
<context>
    <name>QueueColumnView</name>
    <message numerus="yes">
        <source>%n change(s) wait until you leave the list</source>
        <translation>
            <numerusform>%n Änderung wartet, bis Sie die Liste verlassen</numerusform>
            <numerusform>%n Änderungen warten, bis Sie die Liste verlassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the filter to see the whole queue.</source>
        <translation>Leeren Sie den Filter, um alles zu sehen.</translation>
    </message>
    <message>
        <source>Filter queue</source>
        <translation>Liste filtern</translation>
    </message>
    <message>
        <source>Filter queue (Ctrl L)</source>
        <translation>Liste filtern (Strg L)</translation>
    </message>
    <message>
        <source>New work appears here by itself.</source>
        <translation>Neue Arbeit erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>Nothing waits</source>
        <translation>Nichts wartet</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Warteschlangen</translation>
    </message>
    <message>
        <source>Work queue</source>
        <translation>Arbeitsliste</translation>
    </message>
</context>
<context>
    <name>QueueDesk</name>
    <message>
        <source>Call back</source>
        <translation>Zurückrufen</translation>
    </message>
    <message>
        <source>Dialling</source>
        <translation>Wählt</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Logging</source>
        <translation>Wird erfasst</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>Im Gespräch</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
</context>
<context>
    <name>QueueList</name>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Later today</source>
        <translation>Heute noch</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Diese Woche</translation>
    </message>
</context>
<context>
    <name>QueueRows</name>
    <message>
        <source>Callback</source>
        <translation>Rückruf</translation>
    </message>
    <message>
        <source>No customer</source>
        <translation>Kein Kunde</translation>
    </message>
    <message>
        <source>Note owed</source>
        <translation>Notiz fehlt</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>Quality check</source>
        <translation>Qualitätsprüfung</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Ticket {n}</source>
        <translation>Ticket {n}</translation>
    </message>
</context>
<context>
    <name>RatingLayer</name>
    <message>
        <source>In their words</source>
        <translation>In ihren Worten</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>May stay empty</source>
        <translation>Darf leer bleiben</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>What the customer said</source>
        <translation>Was der Kunde sagte</translation>
    </message>
</context>
<context>
    <name>RatingLine</name>
    <message>
        <source>Ask them</source>
        <translation>Kunden fragen</translation>
    </message>
    <message>
        <source>Correct their rating</source>
        <translation>Bewertung berichtigen</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>Note their rating</source>
        <translation>Bewertung notieren</translation>
    </message>
    <message>
        <source>Send the customer a link by which they say how they liked it</source>
        <translation>Dem Kunden einen Link schicken, über den er sagt, wie zufrieden er war</translation>
    </message>
    <message>
        <source>Send the customer an e-mail and ask how they liked it? They are asked once.</source>
        <translation>Dem Kunden eine E-Mail schicken und fragen, wie zufrieden er war? Gefragt wird einmal.</translation>
    </message>
    <message>
        <source>The customer is being asked by e-mail.</source>
        <translation>Der Kunde wird per E-Mail gefragt.</translation>
    </message>
</context>
<context>
    <name>Ratings</name>
    <message>
        <source>Customer: {score} of 5</source>
        <translation>Kunde: {score} von 5</translation>
    </message>
    <message>
        <source>The customer has not said how they liked it</source>
        <translation>Der Kunde hat nicht gesagt, wie es ihm gefiel</translation>
    </message>
    <message>
        <source>The customer was asked just now</source>
        <translation>Der Kunde wurde eben gefragt</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>eine Kollegin</translation>
    </message>
    <message>
        <source>by the link they were sent</source>
        <translation>über den Link, den wir schickten</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>mäßig</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>noted by {name}</source>
        <translation>notiert von {name}</translation>
    </message>
    <message>
        <source>on the telephone</source>
        <translation>am Telefon</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>schlecht</translation>
    </message>
    <message>
        <source>very good</source>
        <translation>sehr gut</translation>
    </message>
    <message>
        <source>very poor</source>
        <translation>sehr schlecht</translation>
    </message>
</context>
<context>
    <name>RecordForm</name>
    <message>
        <source>A colleague has just made this: {value}. Save again to put yours.</source>
        <translation>Eine Kollegin hat dies gerade geändert in: {value}. Noch einmal speichern setzt Ihre Fassung.</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>Gültig ab</translation>
    </message>
    <message>
        <source>Valid until, that day included</source>
        <translation>Gültig bis, diesen Tag eingeschlossen</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Agents and supervisors merge customers.</source>
        <translation>Kunden werden von Agenten und der Leitung zusammengeführt.</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anrufen</translation>
    </message>
    <message>
        <source>Central cannot be reached; it merges.</source>
        <translation>Die Zentrale ist nicht erreichbar; sie führt zusammen.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Choose a line of the record first.</source>
        <translation>Wählen Sie zuerst eine Zeile des Datensatzes.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Do {one} and {other} no longer belong together?</source>
        <translation>Gehören {one} und {other} nicht mehr zusammen?</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Einfg</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Make {name} a record of their own again? What was written since stays with this customer.</source>
        <translation>{name} wieder zu einem eigenen Datensatz machen? Was seither geschrieben wurde, bleibt bei diesem Kunden.</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Zusammenführen…</translation>
    </message>
    <message>
        <source>No customer is open.</source>
        <translation>Kein Kunde ist offen.</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove {what} from {name}?</source>
        <translation>{what} von {name} entfernen?</translation>
    </message>
    <message>
        <source>The record comes with the customer.</source>
        <translation>Der Datensatz kommt mit dem Kunden.</translation>
    </message>
    <message>
        <source>Two people</source>
        <translation>Zwei Personen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo the merge</source>
        <translation>Zusammenführung rückgängig machen</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>{name} has a record of their own again.</source>
        <translation>{name} hat wieder einen eigenen Datensatz.</translation>
    </message>
</context>
<context>
    <name>RecordingConsent</name>
    <message>
        <source>They do not want to be recorded: nothing is.</source>
        <translation>Der Kunde will nicht aufgezeichnet werden: Es wird nichts aufgezeichnet.</translation>
    </message>
</context>
<context>
    <name>RecordingDesk</name>
    <message>
        <source>The recording goes on: {why} Take no payment details now.</source>
        <translation>Die Aufnahme läuft weiter: {why} Fragen Sie jetzt keine Zahlungsdaten ab.</translation>
    </message>
    <message>
        <source>The recording goes on: {why} They do not want that: tell them.</source>
        <translation>Die Aufzeichnung läuft weiter: {why} Der Kunde will das nicht: Sagen Sie es ihm.</translation>
    </message>
</context>
<context>
    <name>RecordingMark</name>
    <message>
        <source>Not recorded</source>
        <translation>Keine Aufnahme</translation>
    </message>
    <message>
        <source>Pause the recording</source>
        <translation>Aufnahme anhalten</translation>
    </message>
    <message>
        <source>Rec</source>
        <translation>Aufn.</translation>
    </message>
    <message>
        <source>Rec off</source>
        <translation>Keine Aufn.</translation>
    </message>
    <message>
        <source>Rec paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Record again</source>
        <translation>Wieder aufnehmen</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Recording paused</source>
        <translation>Aufnahme angehalten</translation>
    </message>
</context>
<context>
    <name>RecordsLine</name>
    <message>
        <source>All your records are on this desk.</source>
        <translation>Alle Ihre Daten sind an diesem Platz.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Not all your records are on this desk: {taken} of about {expected}.</source>
        <translation>Noch nicht alle Ihre Daten sind an diesem Platz: {taken} von etwa {expected}.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Your records are coming: {taken} of about {expected}. You can work meanwhile.</source>
        <translation>Ihre Daten kommen: {taken} von etwa {expected}. Sie können schon arbeiten.</translation>
    </message>
</context>
<context>
    <name>Refusals</name>
    <message>
        <source>All are together already.</source>
        <translation>Es sind schon alle zusammen.</translation>
    </message>
    <message>
        <source>The exchange has not been reached since {time}. Use the telephone; it is tried again.</source>
        <translation>Die Telefonanlage ist seit {time} nicht erreichbar. Nehmen Sie das Telefon; es wird weiter versucht.</translation>
    </message>
    <message>
        <source>The number was withheld.</source>
        <translation>Die Nummer wurde unterdrückt.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk answer: lift the handset.</source>
        <translation>Diese Anlage lässt den Platz nicht annehmen: Hörer abheben.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk bring several together: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht mehrere zusammenbringen: am Telefon tun.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk change over: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht makeln: am Telefon tun.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk change the recording.</source>
        <translation>Diese Anlage lässt den Platz die Aufnahme nicht ändern.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk dial: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht wählen: am Telefon wählen.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk hang up: put the handset down.</source>
        <translation>Diese Anlage lässt den Platz nicht auflegen: Hörer auflegen.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk hold: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht halten: am Telefon halten.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk mute: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht stumm schalten: am Telefon tun.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk park a call: use the telephone.</source>
        <translation>Diese Anlage lässt den Arbeitsplatz keinen Anruf parken: Nehmen Sie das Telefon.</translation>
    </message>
    <message>
        <source>This exchange does not let the desk transfer: use the telephone.</source>
        <translation>Diese Anlage lässt den Platz nicht verbinden: am Telefon tun.</translation>
    </message>
    <message>
        <source>This exchange does not take keys from the desk: use the telephone.</source>
        <translation>Diese Anlage nimmt vom Platz keine Ziffern an: am Telefon tippen.</translation>
    </message>
    <message>
        <source>This exchange lets nobody listen in.</source>
        <translation>Diese Anlage lässt niemanden mithören.</translation>
    </message>
</context>
<context>
    <name>RelationForm</name>
    <message>
        <source>Remark</source>
        <translation>Bemerkung</translation>
    </message>
    <message>
        <source>Search the other customer</source>
        <translation>Den anderen Kunden suchen</translation>
    </message>
    <message>
        <source>Search the other customer and choose them.</source>
        <translation>Suchen Sie den anderen Kunden, und wählen Sie ihn.</translation>
    </message>
    <message>
        <source>They are</source>
        <translation>Sie sind</translation>
    </message>
    <message>
        <source>Who belongs to {name}?</source>
        <translation>Wer gehört zu {name}?</translation>
    </message>
</context>
<context>
    <name>ReminderLine</name>
    <message numerus="yes">
        <source>All %n</source>
        <translation>
            <numerusform>Alle %n</numerusform>
            <numerusform>Alle %n</numerusform>
        </translation>
    </message>
    <message>
        <source>In 10 minutes</source>
        <translation>In 10 Minuten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
</context>
<context>
    <name>Reminders</name>
    <message>
        <source>Callback</source>
        <translation>Rückruf</translation>
    </message>
    <message>
        <source>Quality check</source>
        <translation>Qualitätsprüfung</translation>
    </message>
    <message>
        <source>Replacement</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>due now</source>
        <translation>jetzt fällig</translation>
    </message>
    <message>
        <source>due {span} ago</source>
        <translation>seit {span} fällig</translation>
    </message>
    <message>
        <source>{here}, {there} where they are</source>
        <translation>{here}, {there} bei ihnen</translation>
    </message>
</context>
<context>
    <name>RemindersLayer</name>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>Due now</source>
        <translation>Jetzt fällig</translation>
    </message>
    <message>
        <source>Due {when}</source>
        <translation>Fällig {when}</translation>
    </message>
    <message>
        <source>In 10 minutes</source>
        <translation>In 10 Minuten</translation>
    </message>
    <message>
        <source>In an hour</source>
        <translation>In einer Stunde</translation>
    </message>
    <message>
        <source>It is done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Nothing is due</source>
        <translation>Nichts ist fällig</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>Zusage</translation>
    </message>
    <message>
        <source>Tomorrow at 9</source>
        <translation>Morgen um 9</translation>
    </message>
    <message>
        <source>What you promise is told here.</source>
        <translation>Was Sie zusagen, wird hier gemeldet.</translation>
    </message>
</context>
<context>
    <name>ReplyBox</name>
    <message>
        <source>Add a note to the ticket</source>
        <translation>Notiz am Ticket hinzufügen</translation>
    </message>
    <message>
        <source>Add a note, seen by us only</source>
        <translation>Notiz hinzufügen, nur von uns gesehen</translation>
    </message>
    <message>
        <source>Add note</source>
        <translation>Notiz hinzufügen</translation>
    </message>
    <message>
        <source>Goes to {address}</source>
        <translation>Geht an {address}</translation>
    </message>
    <message>
        <source>Goes to {address} with {files}</source>
        <translation>Geht an {address} mit {files}</translation>
    </message>
    <message>
        <source>I have read it</source>
        <translation>Ich habe es gelesen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Read it first</source>
        <translation>Erst lesen</translation>
    </message>
    <message>
        <source>Seen by</source>
        <translation>Gesehen von</translation>
    </message>
    <message>
        <source>Send it</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Send reply</source>
        <translation>Antwort senden</translation>
    </message>
    <message>
        <source>The customer</source>
        <translation>Der Kunde</translation>
    </message>
    <message>
        <source>The customer too</source>
        <translation>Auch vom Kunden</translation>
    </message>
    <message>
        <source>The language of the words around the reply; auto is the customer’s</source>
        <translation>Die Sprache der Worte um die Antwort; „auto“ ist die des Kunden</translation>
    </message>
    <message>
        <source>Us only</source>
        <translation>Nur von uns</translation>
    </message>
    <message>
        <source>With {files}</source>
        <translation>Mit {files}</translation>
    </message>
    <message>
        <source>Write the reply</source>
        <translation>Antwort schreiben</translation>
    </message>
    <message>
        <source>{who} wrote at {time}, after you began.</source>
        <translation>{who} schrieb um {time}, nachdem Sie begannen.</translation>
    </message>
    <message>
        <source>{who} wrote at {time}, after you began:

“{text}”

Send your reply as it is?</source>
        <translation>{who} schrieb um {time}, nachdem Sie begannen:

„{text}“

Ihre Antwort so senden?</translation>
    </message>
</context>
<context>
    <name>ReplyFiles</name>
    <message>
        <source>At most {n} files go with one reply.</source>
        <translation>Mit einer Antwort gehen höchstens {n} Dateien.</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Files: {n}</source>
        <translation>Dateien: {n}</translation>
    </message>
    <message>
        <source>Send files of the ticket, or others, along with it.</source>
        <translation>Dateien des Tickets oder andere mitschicken.</translation>
    </message>
    <message>
        <source>With {name} the files have {size} together; a reply takes at most {most}.</source>
        <translation>Mit {name} haben die Dateien zusammen {size}; eine Antwort nimmt höchstens {most}.</translation>
    </message>
</context>
<context>
    <name>ReplyFilesLayer</name>
    <message>
        <source>Add a file</source>
        <translation>Datei hinzufügen</translation>
    </message>
    <message>
        <source>Add one with the button, or drop it here.</source>
        <translation>Fügen Sie eine mit dem Knopf hinzu, oder lassen Sie sie hier fallen.</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Enter chooses</source>
        <translation>Eingabe wählt</translation>
    </message>
    <message>
        <source>Files of the ticket</source>
        <translation>Dateien des Tickets</translation>
    </message>
    <message>
        <source>Files that go along</source>
        <translation>Dateien, die mitgehen</translation>
    </message>
    <message>
        <source>Files: {n}, {size} of at most {most}</source>
        <translation>Dateien: {n}, {size} von höchstens {most}</translation>
    </message>
    <message>
        <source>Goes along</source>
        <translation>Geht mit</translation>
    </message>
    <message>
        <source>The ticket has no files yet</source>
        <translation>Das Ticket hat noch keine Dateien</translation>
    </message>
</context>
<context>
    <name>ReturnLayer</name>
    <message>
        <source>It has come back</source>
        <translation>Sie ist gekommen</translation>
    </message>
    <message>
        <source>Not taken back</source>
        <translation>Nicht zurückgenommen</translation>
    </message>
    <message>
        <source>Open the ticket</source>
        <translation>Ticket öffnen</translation>
    </message>
    <message>
        <source>Return: {product}</source>
        <translation>Rückgabe: {product}</translation>
    </message>
    <message>
        <source>So it is.</source>
        <translation>So ist es.</translation>
    </message>
</context>
<context>
    <name>RightPanelView</name>
    <message>
        <source>Help for this call</source>
        <translation>Hilfe zum Anruf</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Leitfaden</translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>Administrator</source>
        <translation>Verwaltung</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Kundenservice</translation>
    </message>
    <message>
        <source>Calendars and targets</source>
        <translation>Kalender und Ziele</translation>
    </message>
    <message>
        <source>Call list</source>
        <translation>Anrufliste</translation>
    </message>
    <message>
        <source>Calls and tickets</source>
        <translation>Anrufe und Tickets</translation>
    </message>
    <message>
        <source>Field service</source>
        <translation>Außendienst</translation>
    </message>
    <message>
        <source>Field visits</source>
        <translation>Besuche</translation>
    </message>
    <message>
        <source>Floor</source>
        <translation>Leitstand</translation>
    </message>
    <message>
        <source>Knowledge</source>
        <translation>Wissen</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Verkauf</translation>
    </message>
    <message>
        <source>Shop system</source>
        <translation>Shopsystem</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Teamleitung</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message numerus="yes">
        <source>%n action(s).</source>
        <translation>
            <numerusform>%n Aktion.</numerusform>
            <numerusform>%n Aktionen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n condition(s), </source>
        <translation>
            <numerusform>%n Bedingung, </numerusform>
            <numerusform>%n Bedingungen, </numerusform>
        </translation>
    </message>
    <message>
        <source>Add a condition</source>
        <translation>Bedingung hinzufügen</translation>
    </message>
    <message>
        <source>Add an action</source>
        <translation>Aktion hinzufügen</translation>
    </message>
    <message>
        <source>After the due time, or -15m before it</source>
        <translation>Nach der Fälligkeit, oder -15m davor</translation>
    </message>
    <message>
        <source>Count opening hours only</source>
        <translation>Nur Öffnungszeiten zählen</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>If all of these hold</source>
        <translation>Wenn alle diese gelten</translation>
    </message>
    <message>
        <source>In which states</source>
        <translation>In welchen Zuständen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Such as 90m, 4h or 3d.</source>
        <translation>Etwa 90m, 4h oder 3d.</translation>
    </message>
    <message>
        <source>The rule is on</source>
        <translation>Die Regel ist an</translation>
    </message>
    <message>
        <source>The rules after it do not look at this change any more</source>
        <translation>Die Regeln danach sehen diese Änderung nicht mehr an</translation>
    </message>
    <message>
        <source>Then do</source>
        <translation>Dann tun</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Which fields; empty: any</source>
        <translation>Welche Felder; leer: beliebig</translation>
    </message>
    <message>
        <source>and one of these, if any</source>
        <translation>und eine von diesen, falls es welche gibt</translation>
    </message>
</context>
<context>
    <name>RuleResults</name>
    <message numerus="yes">
        <source>%n version(s). Enter shows one in the form.</source>
        <translation>
            <numerusform>%n Fassung. Eingabe zeigt sie im Formular.</numerusform>
            <numerusform>%n Fassungen. Eingabe zeigt eine im Formular.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In the last week: %n time(s) a rule would have acted. Nothing was written.</source>
        <translation>
            <numerusform>In der letzten Woche hätte %n Mal eine Regel gehandelt. Nichts wurde geschrieben.</numerusform>
            <numerusform>In der letzten Woche hätte %n Mal eine Regel gehandelt. Nichts wurde geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at the tickets of the last week …</source>
        <translation>Die Tickets der letzten Woche werden durchgesehen …</translation>
    </message>
    <message>
        <source>No rule would have acted</source>
        <translation>Keine Regel hätte gehandelt</translation>
    </message>
    <message>
        <source>No versions are kept</source>
        <translation>Es sind keine Fassungen aufgehoben</translation>
    </message>
    <message>
        <source>Nothing is shown</source>
        <translation>Nichts zu sehen</translation>
    </message>
    <message>
        <source>Nothing of the last week fits its conditions.</source>
        <translation>Nichts aus der letzten Woche erfüllt ihre Bedingungen.</translation>
    </message>
    <message>
        <source>Nothing tried yet</source>
        <translation>Noch nichts ausprobiert</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stopped after {count} tickets. Nothing was written.</source>
        <translation>Nach {count} Tickets angehalten. Nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>The rule is older than this list.</source>
        <translation>Die Regel ist älter als diese Liste.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Try a rule on the last week: nothing is written. Or look at what it did.</source>
        <translation>Probieren Sie eine Regel an der letzten Woche aus: Es wird nichts geschrieben. Oder sehen Sie nach, was sie getan hat.</translation>
    </message>
    <message>
        <source>Try the rule, or look at what it did.</source>
        <translation>Probieren Sie die Regel aus, oder sehen Sie nach, was sie getan hat.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Fassung</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What rules do is kept here.</source>
        <translation>Was Regeln tun, wird hier festgehalten.</translation>
    </message>
    <message>
        <source>What was done, the latest first</source>
        <translation>Was getan wurde, das Neueste zuerst</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>{done} of {total} tickets looked at</source>
        <translation>{done} von {total} Tickets durchgesehen</translation>
    </message>
    <message>
        <source>{rule}, version {n}</source>
        <translation>{rule}, Fassung {n}</translation>
    </message>
</context>
<context>
    <name>RuleVersions</name>
    <message>
        <source>The program</source>
        <translation>Das Programm</translation>
    </message>
    <message>
        <source>The rule was made</source>
        <translation>Die Regel entstand</translation>
    </message>
    <message>
        <source>Version {n} by {who}: {what}</source>
        <translation>Fassung {n} von {who}: {what}</translation>
    </message>
    <message>
        <source>another order</source>
        <translation>andere Reihenfolge</translation>
    </message>
    <message>
        <source>of open time</source>
        <translation>offener Zeit</translation>
    </message>
    <message>
        <source>or {condition}</source>
        <translation>oder {condition}</translation>
    </message>
    <message>
        <source>saved as it was</source>
        <translation>unverändert gespeichert</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>switched on</source>
        <translation>eingeschaltet</translation>
    </message>
    <message>
        <source>then stop</source>
        <translation>dann Schluss</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>A promise comes due</source>
        <translation>Eine Zusage wird fällig</translation>
    </message>
    <message>
        <source>A service level is breached</source>
        <translation>Ein Serviceziel ist verfehlt</translation>
    </message>
    <message>
        <source>A service level is nearly due</source>
        <translation>Ein Serviceziel ist bald fällig</translation>
    </message>
    <message>
        <source>A ticket is changed</source>
        <translation>Ein Ticket wird geändert</translation>
    </message>
    <message>
        <source>A ticket is created</source>
        <translation>Ein Ticket wird angelegt</translation>
    </message>
    <message>
        <source>An internal note is added</source>
        <translation>Eine interne Notiz kommt hinzu</translation>
    </message>
    <message>
        <source>The customer rates</source>
        <translation>Der Kunde bewertet</translation>
    </message>
    <message>
        <source>The customer writes</source>
        <translation>Der Kunde schreibt</translation>
    </message>
    <message>
        <source>Time passes in a state</source>
        <translation>Zeit vergeht in einem Zustand</translation>
    </message>
    <message>
        <source>We reply</source>
        <translation>Wir antworten</translation>
    </message>
</context>
<context>
    <name>RulesScreen</name>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>New rule</source>
        <translation>Neue Regel</translation>
    </message>
    <message>
        <source>New rule begins one.</source>
        <translation>„Neue Regel“ beginnt eine.</translation>
    </message>
    <message>
        <source>No rules yet</source>
        <translation>Noch keine Regeln</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Nothing is changed</source>
        <translation>Nichts ist geändert</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>On or off</source>
        <translation>An oder aus</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Rules look at a change from top to bottom</source>
        <translation>Regeln sehen eine Änderung von oben nach unten an</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The rule is not saved yet</source>
        <translation>Die Regel ist noch nicht gespeichert</translation>
    </message>
    <message>
        <source>The rule is not saved. Discard what was changed?</source>
        <translation>Die Regel ist nicht gespeichert. Die Änderungen verwerfen?</translation>
    </message>
    <message>
        <source>The rule is saved.</source>
        <translation>Die Regel ist gespeichert.</translation>
    </message>
    <message>
        <source>This is version {n}, by {who}. Save takes it back.</source>
        <translation>Das ist Fassung {n}, von {who}. Speichern holt sie zurück.</translation>
    </message>
    <message>
        <source>Try all on the last week</source>
        <translation>Alle an der letzten Woche erproben</translation>
    </message>
    <message>
        <source>Try on the last week</source>
        <translation>An der letzten Woche erproben</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>What it did</source>
        <translation>Was sie tat</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Breite des Bereichs</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>the program</source>
        <translation>dem Programm</translation>
    </message>
</context>
<context>
    <name>SaveViewLayer</name>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Geben Sie ihr einen Namen.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Only me</source>
        <translation>Nur ich</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Diese Ansicht speichern</translation>
    </message>
    <message>
        <source>Team {team}</source>
        <translation>Team {team}</translation>
    </message>
    <message>
        <source>What these tickets have in common</source>
        <translation>Was diese Tickets gemeinsam haben</translation>
    </message>
</context>
<context>
    <name>ScriptCard</name>
    <message>
        <source>Say</source>
        <translation>Sagen Sie</translation>
    </message>
</context>
<context>
    <name>ScriptDesk</name>
    <message>
        <source>Choose a script above, or go on without one.</source>
        <translation>Oben einen Leitfaden wählen oder ohne weitermachen.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Fits {share}  ·  updated {when}</source>
        <translation>Passt zu {share}  ·  Stand {when}</translation>
    </message>
    <message>
        <source>No script chosen</source>
        <translation>Kein Leitfaden gewählt</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>Leitfaden</translation>
    </message>
    <message>
        <source>The recording pauses in this step.</source>
        <translation>In diesem Schritt hält die Aufnahme an.</translation>
    </message>
    <message>
        <source>The script is done. A segment above leads back to its step.</source>
        <translation>Der Leitfaden ist zu Ende. Ein Abschnitt oben führt zu seinem Schritt zurück.</translation>
    </message>
    <message>
        <source>choose one</source>
        <translation>bitte wählen</translation>
    </message>
</context>
<context>
    <name>ScriptView</name>
    <message>
        <source>Alt 1</source>
        <translation>Alt 1</translation>
    </message>
    <message>
        <source>Alt 1–{last}</source>
        <translation>Alt 1–{last}</translation>
    </message>
    <message>
        <source>Customer says</source>
        <translation>Der Kunde sagt</translation>
    </message>
    <message>
        <source>Quick answers</source>
        <translation>Schnelle Antworten</translation>
    </message>
    <message>
        <source>Step {current} of {total}</source>
        <translation>Schritt {current} von {total}</translation>
    </message>
    <message>
        <source>Suggested knowledge</source>
        <translation>Passendes Wissen</translation>
    </message>
</context>
<context>
    <name>SelfButton</name>
    <message>
        <source>My state: {person}</source>
        <translation>Mein Status: {person}</translation>
    </message>
    <message>
        <source>{person}. My state (F4)</source>
        <translation>{person}. Mein Status (F4)</translation>
    </message>
</context>
<context>
    <name>ServiceRows</name>
    <message>
        <source>Calendar</source>
        <translation>Kalender</translation>
    </message>
    <message>
        <source>Calendars</source>
        <translation>Kalender</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>everybody else</source>
        <translation>alle übrigen</translation>
    </message>
    <message>
        <source>first</source>
        <translation>erste</translation>
    </message>
    <message>
        <source>next</source>
        <translation>nächste</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>solved</source>
        <translation>gelöst</translation>
    </message>
</context>
<context>
    <name>ServiceScreen</name>
    <message>
        <source>Calendars and targets</source>
        <translation>Kalender und Ziele</translation>
    </message>
    <message>
        <source>Choose a target: calendars have no order</source>
        <translation>Wählen Sie ein Ziel: Kalender haben keine Reihenfolge</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>New calendar</source>
        <translation>Neuer Kalender</translation>
    </message>
    <message>
        <source>New target</source>
        <translation>Neues Ziel</translation>
    </message>
    <message>
        <source>No calendars and no targets yet</source>
        <translation>Noch keine Kalender und keine Ziele</translation>
    </message>
    <message>
        <source>Nothing is changed</source>
        <translation>Nichts ist geändert</translation>
    </message>
    <message>
        <source>Of the targets that fit a ticket the first holds</source>
        <translation>Von den Zielen, die auf ein Ticket passen, gilt das erste</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save without waiting</source>
        <translation>Speichern, ohne zu warten</translation>
    </message>
    <message>
        <source>Save: {count} move</source>
        <translation>Speichern: {count} verschieben sich</translation>
    </message>
    <message>
        <source>Saved. Clocks that run are counted anew.</source>
        <translation>Gespeichert. Laufende Uhren werden neu gezählt.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>What is in the form is not saved. Discard what was changed?</source>
        <translation>Was im Formular steht, ist nicht gespeichert. Änderungen verwerfen?</translation>
    </message>
    <message>
        <source>What moves cannot be counted now. Save again saves all the same.</source>
        <translation>Was sich verschiebt, lässt sich jetzt nicht zählen. Noch einmal Speichern speichert trotzdem.</translation>
    </message>
    <message>
        <source>Width of the panel</source>
        <translation>Breite des Bereichs</translation>
    </message>
    <message>
        <source>Without any, every moment counts, and nothing is due. New calendar begins one.</source>
        <translation>Ohne sie zählt jeder Augenblick, und nichts ist fällig. „Neuer Kalender“ beginnt einen.</translation>
    </message>
</context>
<context>
    <name>SessionsLayer</name>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>End the sign-in at {device}</source>
        <translation>Anmeldung an {device} beenden</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>Zuletzt gesehen</translation>
    </message>
    <message>
        <source>Sign out everywhere</source>
        <translation>Überall abmelden</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Where you are signed in</source>
        <translation>Wo Sie angemeldet sind</translation>
    </message>
    <message>
        <source>since {since}, last seen {seen}</source>
        <translation>seit {since}, zuletzt aktiv {seen}</translation>
    </message>
    <message>
        <source>this window</source>
        <translation>dieses Fenster</translation>
    </message>
</context>
<context>
    <name>SettingsLayer</name>
    <message>
        <source>All of this is kept on this computer.</source>
        <translation>All dies bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Forget the desk passphrase</source>
        <translation>Arbeitsplatz-Kennwort vergessen</translation>
    </message>
    <message>
        <source>Held work of revoked devices</source>
        <translation>Zurückgehaltene Arbeit gesperrter Geräte</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>My telephone</source>
        <translation>Mein Telefon</translation>
    </message>
    <message>
        <source>Reset layout</source>
        <translation>Aufteilung zurücksetzen</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>The new language shows from the next start on.</source>
        <translation>Die neue Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Where you are signed in</source>
        <translation>Wo Sie angemeldet sind</translation>
    </message>
</context>
<context>
    <name>SettlePromiseLayer</name>
    <message>
        <source>Give it up</source>
        <translation>Aufgeben</translation>
    </message>
    <message>
        <source>How it went</source>
        <translation>Wie es ausging</translation>
    </message>
    <message>
        <source>It is kept</source>
        <translation>Sie ist gehalten</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Move it</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Say why, so that others understand.</source>
        <translation>Sagen Sie warum, damit andere es verstehen.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
</context>
<context>
    <name>SignInView</name>
    <message>
        <source>Agent Desktop</source>
        <translation>Agent Desktop</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in in the browser window that has just opened; then come back here.</source>
        <translation>Melden Sie sich in dem Browserfenster an, das sich gerade geöffnet hat; kommen Sie dann hierher zurück.</translation>
    </message>
    <message>
        <source>Sign in to begin your shift.</source>
        <translation>Melden Sie sich an, um Ihre Schicht zu beginnen.</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Das wird gebraucht.</translation>
    </message>
    <message>
        <source>Welcome, {name}.</source>
        <translation>Willkommen, {name}.</translation>
    </message>
    <message>
        <source>Welcome, {name}. What do you do today?</source>
        <translation>Willkommen, {name}. Was machen Sie heute?</translation>
    </message>
</context>
<context>
    <name>SlashList</name>
    <message>
        <source>Standard answers</source>
        <translation>Standardantworten</translation>
    </message>
</context>
<context>
    <name>StateLayer</name>
    <message>
        <source>For whom, and for what</source>
        <translation>Für wen und wozu</translation>
    </message>
    <message>
        <source>It comes back by itself then. Without a time it rests until somebody opens it.</source>
        <translation>Dann kommt es von selbst zurück. Ohne Zeit ruht es, bis jemand es öffnet.</translation>
    </message>
    <message>
        <source>Say whom it waits for, so that others know whom to ask.</source>
        <translation>Sagen Sie, auf wen es wartet, damit andere wissen, wen sie fragen.</translation>
    </message>
    <message>
        <source>Set it</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>The clock of its deadline pauses while others are waited for.</source>
        <translation>Die Uhr der Frist ruht, solange auf andere gewartet wird.</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Waiting for {who}</source>
        <translation>Wartet auf {who}</translation>
    </message>
</context>
<context>
    <name>StateMenu</name>
    <message>
        <source>After this call: {state}</source>
        <translation>Nach diesem Anruf: {state}</translation>
    </message>
    <message>
        <source>My state</source>
        <translation>Mein Status</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>not paid</source>
        <translation>unbezahlt</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Break</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Dialling</source>
        <translation>Wählt</translation>
    </message>
    <message>
        <source>Line lost</source>
        <translation>Leitung weg</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Nicht angenommen</translation>
    </message>
    <message>
        <source>On call</source>
        <translation>Im Gespräch</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Klingelt</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Wrap-up</source>
        <translation>Nacharbeit</translation>
    </message>
</context>
<context>
    <name>StepSegments</name>
    <message>
        <source>Step {current} of {total}</source>
        <translation>Schritt {current} von {total}</translation>
    </message>
    <message>
        <source>{step}. Left arrow goes back.</source>
        <translation>{step}. Pfeil nach links geht zurück.</translation>
    </message>
</context>
<context>
    <name>Supervision</name>
    <message>
        <source>{name} is on the call</source>
        <translation>{name} ist mit im Gespräch</translation>
    </message>
    <message>
        <source>{name} listens</source>
        <translation>{name} hört mit</translation>
    </message>
    <message>
        <source>{name} speaks to you alone</source>
        <translation>{name} spricht nur zu Ihnen</translation>
    </message>
</context>
<context>
    <name>TagsLayer</name>
    <message>
        <source>Enter puts it on.</source>
        <translation>Eingabe fügt es hinzu.</translation>
    </message>
    <message>
        <source>New tag</source>
        <translation>Neues Schlagwort</translation>
    </message>
    <message>
        <source>No tags</source>
        <translation>Keine Schlagwörter</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Tags of {name}</source>
        <translation>Schlagwörter von {name}</translation>
    </message>
    <message>
        <source>Take off {tag}</source>
        <translation>{tag} wegnehmen</translation>
    </message>
</context>
<context>
    <name>TakingAlong</name>
    <message>
        <source>Only the newest {n} events are printed.</source>
        <translation>Nur die neuesten {n} Ereignisse werden gedruckt.</translation>
    </message>
    <message>
        <source>Printed {when} by {who}. Personal data: destroy after use.</source>
        <translation>Gedruckt {when} von {who}. Personenbezogene Daten: nach Gebrauch vernichten.</translation>
    </message>
</context>
<context>
    <name>TargetForm</name>
    <message>
        <source>A target needs a name.</source>
        <translation>Ein Ziel braucht einen Namen.</translation>
    </message>
    <message>
        <source>A target without a time is none.</source>
        <translation>Ein Ziel ohne Zeit ist keines.</translation>
    </message>
    <message>
        <source>A time lies between a second and a year.</source>
        <translation>Eine Zeit liegt zwischen einer Sekunde und einem Jahr.</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>Erste Antwort</translation>
    </message>
    <message>
        <source>For tickets that are all of this</source>
        <translation>Für Tickets, auf die all das zutrifft</translation>
    </message>
    <message>
        <source>In open hours, such as 90m, 4h or 40h</source>
        <translation>In offenen Stunden, etwa 90m, 4h oder 40h</translation>
    </message>
    <message>
        <source>It is handed to nobody</source>
        <translation>Es wird niemandem übergeben</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Next response</source>
        <translation>Nächste Antwort</translation>
    </message>
    <message>
        <source>Of the targets that fit a ticket the first in the list holds.</source>
        <translation>Von den Zielen, die auf ein Ticket passen, gilt das erste der Liste.</translation>
    </message>
    <message>
        <source>Ordered in a year, at least ({currency})</source>
        <translation>In einem Jahr bestellt, mindestens ({currency})</translation>
    </message>
    <message>
        <source>Overdue goes to</source>
        <translation>Überfälliges geht an</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Say how soon.</source>
        <translation>Sagen Sie, wie bald.</translation>
    </message>
    <message>
        <source>Segment of the customer</source>
        <translation>Segment des Kunden</translation>
    </message>
    <message>
        <source>Solution</source>
        <translation>Lösung</translation>
    </message>
    <message>
        <source>The target holds</source>
        <translation>Das Ziel gilt</translation>
    </message>
    <message>
        <source>The warning comes after 1 to 100 % of the time.</source>
        <translation>Die Warnung kommt nach 1 bis 100 % der Zeit.</translation>
    </message>
    <message>
        <source>Warn after (%)</source>
        <translation>Warnen nach (%)</translation>
    </message>
    <message>
        <source>What a customer is worth is a number, such as 5000.</source>
        <translation>Was ein Kunde wert ist, ist eine Zahl, etwa 5000.</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>where it is</source>
        <translation>wo es ist</translation>
    </message>
</context>
<context>
    <name>TicketChoices</name>
    <message>
        <source>Me</source>
        <translation>Ich</translation>
    </message>
</context>
<context>
    <name>TicketFields</name>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>This is no number.</source>
        <translation>Das ist keine Zahl.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>{label} (needed)</source>
        <translation>{label} (nötig)</translation>
    </message>
</context>
<context>
    <name>TicketHistory</name>
    <message>
        <source>A former colleague</source>
        <translation>Ein früherer Kollege</translation>
    </message>
    <message>
        <source>A rule of the site</source>
        <translation>Eine Regel des Standorts</translation>
    </message>
    <message>
        <source>Asked for a rating</source>
        <translation>Um eine Bewertung gebeten</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Zentrale</translation>
    </message>
    <message>
        <source>Change in the list undone</source>
        <translation>Änderung in der Liste zurückgenommen</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Changed with others in the list</source>
        <translation>Mit anderen in der Liste geändert</translation>
    </message>
    <message>
        <source>Checklist ticked</source>
        <translation>Checkliste abgehakt</translation>
    </message>
    <message>
        <source>Complaint opened</source>
        <translation>Reklamation eröffnet</translation>
    </message>
    <message>
        <source>Contact finished</source>
        <translation>Kontakt abgeschlossen</translation>
    </message>
    <message>
        <source>Contact logged</source>
        <translation>Kontakt festgehalten</translation>
    </message>
    <message>
        <source>Contact put to a customer</source>
        <translation>Kontakt einem Kunden zugeordnet</translation>
    </message>
    <message>
        <source>Contacts joined</source>
        <translation>Kontakte verbunden</translation>
    </message>
    <message>
        <source>Counted anew</source>
        <translation>Neu gezählt</translation>
    </message>
    <message>
        <source>Customer erased</source>
        <translation>Kunde gelöscht</translation>
    </message>
    <message>
        <source>Fields filled in</source>
        <translation>Felder ausgefüllt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File attached</source>
        <translation>Datei angehängt</translation>
    </message>
    <message>
        <source>Followers changed</source>
        <translation>Beobachter geändert</translation>
    </message>
    <message>
        <source>Follows by itself</source>
        <translation>Folgt von selbst</translation>
    </message>
    <message>
        <source>Given to whoever fits</source>
        <translation>Gegeben, wer passt</translation>
    </message>
    <message>
        <source>Handed to another level</source>
        <translation>An eine andere Stufe übergeben</translation>
    </message>
    <message>
        <source>Incoming e-mail</source>
        <translation>Eingehende E-Mail</translation>
    </message>
    <message>
        <source>Link ended</source>
        <translation>Verknüpfung gelöst</translation>
    </message>
    <message>
        <source>Linked ticket</source>
        <translation>Verknüpftes Ticket</translation>
    </message>
    <message>
        <source>Macro</source>
        <translation>Makro</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>Mailbox read</source>
        <translation>Postfach gelesen</translation>
    </message>
    <message>
        <source>Mailboxes of the site</source>
        <translation>Postfächer des Standorts</translation>
    </message>
    <message>
        <source>New line in the checklist</source>
        <translation>Neue Zeile in der Checkliste</translation>
    </message>
    <message>
        <source>Note or reply written</source>
        <translation>Notiz oder Antwort geschrieben</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Eröffnet</translation>
    </message>
    <message>
        <source>Order recorded</source>
        <translation>Bestellung festgehalten</translation>
    </message>
    <message>
        <source>Owner chosen</source>
        <translation>Bearbeiter gewählt</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>Zusage</translation>
    </message>
    <message>
        <source>Promise given up</source>
        <translation>Zusage aufgegeben</translation>
    </message>
    <message>
        <source>Promise kept</source>
        <translation>Zusage gehalten</translation>
    </message>
    <message>
        <source>Promise moved</source>
        <translation>Zusage verschoben</translation>
    </message>
    <message>
        <source>Promised</source>
        <translation>Zugesagt</translation>
    </message>
    <message>
        <source>Put to another customer</source>
        <translation>Einem anderen Kunden zugeordnet</translation>
    </message>
    <message>
        <source>Rated by link</source>
        <translation>Per Link bewertet</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Rating of a call came to its contact</source>
        <translation>Bewertung eines Anrufs kam zu ihrem Kontakt</translation>
    </message>
    <message>
        <source>Rating recorded</source>
        <translation>Bewertung festgehalten</translation>
    </message>
    <message>
        <source>Ratings</source>
        <translation>Bewertungen</translation>
    </message>
    <message>
        <source>Reminder put off</source>
        <translation>Erinnerung verschoben</translation>
    </message>
    <message>
        <source>Reply on its way</source>
        <translation>Antwort unterwegs</translation>
    </message>
    <message>
        <source>Reply sent again</source>
        <translation>Antwort erneut gesendet</translation>
    </message>
    <message>
        <source>Return authorisation</source>
        <translation>Rückgabeerlaubnis</translation>
    </message>
    <message>
        <source>Return settled</source>
        <translation>Rücksendung erledigt</translation>
    </message>
    <message>
        <source>Seen by its owner</source>
        <translation>Vom Bearbeiter gesehen</translation>
    </message>
    <message>
        <source>Service level</source>
        <translation>Servicelevel</translation>
    </message>
    <message>
        <source>State changed</source>
        <translation>Zustand geändert</translation>
    </message>
    <message>
        <source>Tags changed</source>
        <translation>Schlagwörter geändert</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Taken away</source>
        <translation>Weggenommen</translation>
    </message>
    <message>
        <source>Taken back: its owner had left before they looked at it</source>
        <translation>Zurückgenommen: Der Bearbeiter war gegangen, bevor er es ansah</translation>
    </message>
    <message>
        <source>The customer</source>
        <translation>Der Kunde</translation>
    </message>
    <message>
        <source>The customer was asked</source>
        <translation>Der Kunde wurde gefragt</translation>
    </message>
    <message>
        <source>The customer wrote</source>
        <translation>Der Kunde schrieb</translation>
    </message>
    <message>
        <source>The rest is over</source>
        <translation>Die Ruhezeit ist vorbei</translation>
    </message>
    <message>
        <source>The rule “{name}”</source>
        <translation>Die Regel „{name}“</translation>
    </message>
    <message>
        <source>The rules of the site</source>
        <translation>Die Regeln des Standorts</translation>
    </message>
    <message>
        <source>Their time had come</source>
        <translation>Ihre Zeit war gekommen</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Tickets linked</source>
        <translation>Tickets verknüpft</translation>
    </message>
    <message>
        <source>Time noted</source>
        <translation>Zeit notiert</translation>
    </message>
    <message>
        <source>Two customers are two again</source>
        <translation>Zwei Kunden sind wieder zwei</translation>
    </message>
    <message>
        <source>Two customers became one</source>
        <translation>Aus zwei Kunden wurde einer</translation>
    </message>
    <message>
        <source>Warned or handed on in time</source>
        <translation>Rechtzeitig gewarnt oder weitergegeben</translation>
    </message>
    <message>
        <source>What became of a reply</source>
        <translation>Was aus einer Antwort wurde</translation>
    </message>
    <message>
        <source>added</source>
        <translation>hinzugefügt</translation>
    </message>
    <message>
        <source>authorised</source>
        <translation>genehmigt</translation>
    </message>
    <message>
        <source>by which way</source>
        <translation>auf welchem Weg</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>linked</source>
        <translation>verknüpft</translation>
    </message>
    <message>
        <source>made</source>
        <translation>angelegt</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>other ticket</source>
        <translation>anderes Ticket</translation>
    </message>
    <message>
        <source>outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>rated</source>
        <translation>bewertet</translation>
    </message>
    <message>
        <source>reminder</source>
        <translation>Erinnerung</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>stars</source>
        <translation>Sterne</translation>
    </message>
    <message>
        <source>whose work</source>
        <translation>wessen Arbeit</translation>
    </message>
    <message>
        <source>writes from</source>
        <translation>schreibt von</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
</context>
<context>
    <name>TicketKeys</name>
    <message>
        <source>A macro needs a ticket. Open one first.</source>
        <translation>Ein Makro braucht ein Ticket. Öffnen Sie zuerst eines.</translation>
    </message>
    <message>
        <source>Choose a contact in the timeline first.</source>
        <translation>Wählen Sie erst einen Kontakt in der Zeitleiste.</translation>
    </message>
    <message>
        <source>There is no ticket open to write on.</source>
        <translation>Es ist kein Ticket offen, an dem Sie schreiben könnten.</translation>
    </message>
    <message>
        <source>Whose complaint is it? Open the customer first.</source>
        <translation>Wessen Beschwerde ist es? Öffnen Sie zuerst den Kunden.</translation>
    </message>
</context>
<context>
    <name>TicketList</name>
    <message>
        <source>A colleague</source>
        <translation>Eine Kollegin</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Back office</source>
        <translation>Hintergrundteam</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anrufen</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>First line</source>
        <translation>Erste Ebene</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Letzte Änderung</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Later today</source>
        <translation>Heute noch</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Brief</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>No category</source>
        <translation>Keine Kategorie</translation>
    </message>
    <message>
        <source>No customer</source>
        <translation>Kein Kunde</translation>
    </message>
    <message>
        <source>No queue</source>
        <translation>Keine Warteschlange</translation>
    </message>
    <message>
        <source>No team</source>
        <translation>Kein Team</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>Älter</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>SMS</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Specialist</source>
        <translation>Fachebene</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Betreff</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>The last 30 days</source>
        <translation>Die letzten 30 Tage</translation>
    </message>
    <message>
        <source>The last 7 days</source>
        <translation>Die letzten 7 Tage</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Diese Woche</translation>
    </message>
    <message>
        <source>Ticket {n}</source>
        <translation>Ticket {n}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Besuch</translation>
    </message>
    <message>
        <source>When due</source>
        <translation>Nach Fälligkeit</translation>
    </message>
</context>
<context>
    <name>TicketNotes</name>
    <message>
        <source>A former colleague</source>
        <translation>Ein früherer Kollege</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Zurückgekommen</translation>
    </message>
    <message>
        <source>Central</source>
        <translation>Zentrale</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Files: {n}</source>
        <translation>Dateien: {n}</translation>
    </message>
    <message>
        <source>Incoming e-mail</source>
        <translation>Eingehende E-Mail</translation>
    </message>
    <message>
        <source>No address is known to which a reply could go: notes only.</source>
        <translation>Es ist keine Adresse bekannt, an die eine Antwort gehen könnte: nur Notizen.</translation>
    </message>
    <message>
        <source>No channel sends replies from here: notes only.</source>
        <translation>Kein Kanal sendet von hier Antworten: nur Notizen.</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Noch einmal senden</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>The rule “{name}”</source>
        <translation>Die Regel „{name}“</translation>
    </message>
    <message>
        <source>The service level “{name}”</source>
        <translation>Das Servicelevel „{name}“</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>e-mail, kept as an internal note</source>
        <translation>E-Mail, als interne Notiz aufgehoben</translation>
    </message>
    <message>
        <source>from an unknown address: {address}</source>
        <translation>von einer unbekannten Adresse: {address}</translation>
    </message>
    <message>
        <source>from the customer</source>
        <translation>vom Kunden</translation>
    </message>
    <message>
        <source>internal note</source>
        <translation>interne Notiz</translation>
    </message>
    <message>
        <source>reply to {address}</source>
        <translation>Antwort an {address}</translation>
    </message>
    <message>
        <source>reply, seen by the customer</source>
        <translation>Antwort, vom Kunden gesehen</translation>
    </message>
</context>
<context>
    <name>TicketPage</name>
    <message>
        <source>Choose one in the queue or under Tickets.</source>
        <translation>Wählen Sie eines in der Liste oder unter Tickets.</translation>
    </message>
    <message>
        <source>Checklist</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Übergeben</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>It may have been removed.</source>
        <translation>Vielleicht wurde es entfernt.</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>Verknüpfungen</translation>
    </message>
    <message>
        <source>Macros</source>
        <translation>Makros</translation>
    </message>
    <message>
        <source>Made {when}</source>
        <translation>Angelegt {when}</translation>
    </message>
    <message>
        <source>No customer</source>
        <translation>Kein Kunde</translation>
    </message>
    <message>
        <source>No ticket open</source>
        <translation>Kein Ticket offen</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Notes of the ticket</source>
        <translation>Notizen des Tickets</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Dringlichkeit</translation>
    </message>
    <message>
        <source>Promises</source>
        <translation>Zusagen</translation>
    </message>
    <message>
        <source>Target missed</source>
        <translation>Ziel verfehlt</translation>
    </message>
    <message>
        <source>Target near</source>
        <translation>Ziel nahe</translation>
    </message>
    <message>
        <source>The ticket</source>
        <translation>Das Ticket</translation>
    </message>
    <message>
        <source>until {when}</source>
        <translation>bis {when}</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>This ticket is not here</source>
        <translation>Dieses Ticket ist nicht hier</translation>
    </message>
</context>
<context>
    <name>Tickets</name>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Hoch</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Niedrig</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translation>Dringend</translation>
    </message>
    <message>
        <source>Waiting for customer</source>
        <translation>Wartet auf Kunden</translation>
    </message>
    <message>
        <source>Waiting for others</source>
        <translation>Wartet auf andere</translation>
    </message>
    <message>
        <source>number follows</source>
        <translation>Nummer folgt</translation>
    </message>
</context>
<context>
    <name>TicketsScreen</name>
    <message numerus="yes">
        <source>%n changed since and stay: {numbers}.</source>
        <translation>
            <numerusform>%n hat sich seither geändert und bleibt: {numbers}.</numerusform>
            <numerusform>%n haben sich seither geändert und bleiben: {numbers}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not: {number}: {why}</source>
        <translation>
            <numerusform>%n nicht: {number}: {why}</numerusform>
            <numerusform>%n nicht: {number}: {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) are as before.</source>
        <translation>
            <numerusform>%n Ticket ist wie zuvor.</numerusform>
            <numerusform>%n Tickets sind wie zuvor.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) changed.</source>
        <translation>
            <numerusform>%n Ticket geändert.</numerusform>
            <numerusform>%n Tickets geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Central is out of reach: only what is on this desk is shown.</source>
        <translation>Die Zentrale ist nicht erreichbar: Nur was an diesem Arbeitsplatz ist, wird gezeigt.</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Choose a ticket first.</source>
        <translation>Wählen Sie zuerst ein Ticket.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>It has an owner already.</source>
        <translation>Es gehört schon jemandem.</translation>
    </message>
    <message>
        <source>Nothing was changed from this list.</source>
        <translation>Von dieser Liste aus wurde nichts geändert.</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the view “{name}”? The tickets stay as they are.</source>
        <translation>Die Ansicht „{name}“ entfernen? Die Tickets bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Remove this view…</source>
        <translation>Diese Ansicht entfernen…</translation>
    </message>
    <message>
        <source>Save this view…</source>
        <translation>Diese Ansicht speichern…</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Ticket {n} is {who}’s already.</source>
        <translation>Ticket {n} gehört schon {who}.</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>Undo change of %n</source>
        <translation>
            <numerusform>Änderung von %n rückgängig machen</numerusform>
            <numerusform>Änderung von %n rückgängig machen</numerusform>
        </translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>a colleague</source>
        <translation>eine Kollegin</translation>
    </message>
    <message>
        <source>{n} chosen</source>
        <translation>{n} gewählt</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>About</source>
        <translation>Worüber</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
</context>
<context>
    <name>TimelineBar</name>
    <message>
        <source>Copy, export, print</source>
        <translation>Kopieren, ausgeben, drucken</translation>
    </message>
    <message>
        <source>Go to date</source>
        <translation>Zu einem Datum</translation>
    </message>
    <message>
        <source>Kinds shown</source>
        <translation>Gezeigte Arten</translation>
    </message>
    <message>
        <source>Search in the timeline</source>
        <translation>Im Verlauf suchen</translation>
    </message>
</context>
<context>
    <name>TimelineDesk</name>
    <message>
        <source>Look for other words, or show all kinds.</source>
        <translation>Suchen Sie nach anderen Worten, oder zeigen Sie alle Arten.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing has passed with this customer yet</source>
        <translation>Mit diesem Kunden ist noch nichts gewesen</translation>
    </message>
    <message>
        <source>Nothing is older than {day}.</source>
        <translation>Nichts ist älter als {day}.</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>{n} gefunden</translation>
    </message>
    <message>
        <source>{n} or more</source>
        <translation>{n} oder mehr</translation>
    </message>
</context>
<context>
    <name>TransferLayer</name>
    <message>
        <source>Ask first</source>
        <translation>Erst fragen</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>Person dazuholen</translation>
    </message>
    <message>
        <source>Asking {name}. F9 gives the call.</source>
        <translation>Rückfrage bei {name}. F9 übergibt den Anruf.</translation>
    </message>
    <message>
        <source>Asking {name}. Shift F9 brings all together.</source>
        <translation>Rückfrage bei {name}. Umschalt F9 bringt alle zusammen.</translation>
    </message>
    <message>
        <source>Choose one first.</source>
        <translation>Wählen Sie erst ein Ziel.</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Given to {name}.</source>
        <translation>An {name} gegeben.</translation>
    </message>
    <message>
        <source>Name or number</source>
        <translation>Name oder Nummer</translation>
    </message>
    <message>
        <source>Name, queue or number</source>
        <translation>Name, Warteschlange oder Nummer</translation>
    </message>
    <message>
        <source>Nobody and nothing found.</source>
        <translation>Niemand und nichts gefunden.</translation>
    </message>
    <message>
        <source>Nobody can be asked in a queue.</source>
        <translation>In einer Warteschlange lässt sich niemand fragen.</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Weitere</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Parken</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Shift Enter</source>
        <translation>Umschalt Eingabe</translation>
    </message>
    <message>
        <source>The caller waits while you ask.</source>
        <translation>Der Anrufer wartet, während Sie fragen.</translation>
    </message>
    <message>
        <source>Whom to add</source>
        <translation>Wen dazuholen</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Transfer to</source>
        <translation>Verbinden mit</translation>
    </message>
    <message>
        <source>Where the call can go</source>
        <translation>Wohin der Anruf kann</translation>
    </message>
</context>
<context>
    <name>TwinsBox</name>
    <message>
        <source>Looks like {name}</source>
        <translation>Sieht aus wie {name}</translation>
    </message>
    <message numerus="yes">
        <source>Perhaps on record already, and %n more:</source>
        <translation>
            <numerusform>Vielleicht schon erfasst, und %n weiterer:</numerusform>
            <numerusform>Vielleicht schon erfasst, und %n weitere:</numerusform>
        </translation>
    </message>
    <message>
        <source>Perhaps on record already:</source>
        <translation>Vielleicht schon erfasst:</translation>
    </message>
    <message>
        <source>{action}: looks like {name}, {why}</source>
        <translation>{action}: sieht aus wie {name}, {why}</translation>
    </message>
</context>
<context>
    <name>ViewsDesk</name>
    <message>
        <source>Every ticket</source>
        <translation>Alle Tickets</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>My views</source>
        <translation>Meine Ansichten</translation>
    </message>
    <message>
        <source>Nobody’s yet</source>
        <translation>Noch niemandes</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Überfällig</translation>
    </message>
    <message>
        <source>Promises due</source>
        <translation>Fällige Zusagen</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Team</translation>
    </message>
    <message>
        <source>Views of the team</source>
        <translation>Ansichten des Teams</translation>
    </message>
    <message>
        <source>{name}, shared by {who} with team {team}</source>
        <translation>{name}, von {who} mit Team {team} geteilt</translation>
    </message>
</context>
<context>
    <name>Voicemail</name>
    <message numerus="yes">
        <source>%n voice messages</source>
        <translation>
            <numerusform>%n Sprachnachricht</numerusform>
            <numerusform>%n Sprachnachrichten</numerusform>
        </translation>
    </message>
    <message>
        <source>In your mailbox, not heard yet.</source>
        <translation>In Ihrer Mailbox, noch nicht gehört.</translation>
    </message>
</context>
<context>
    <name>WaitingCalls</name>
    <message numerus="yes">
        <source>%n open tickets</source>
        <translation>
            <numerusform>%n offenes Ticket</numerusform>
            <numerusform>%n offene Tickets</numerusform>
        </translation>
    </message>
    <message>
        <source>Answer, hold {name}</source>
        <translation>Annehmen, {name} halten</translation>
    </message>
    <message>
        <source>Blocked caller rings</source>
        <translation>Gesperrter Anrufer klingelt</translation>
    </message>
    <message>
        <source>Blocked: {reason}</source>
        <translation>Gesperrt: {reason}</translation>
    </message>
    <message>
        <source>Call ringing</source>
        <translation>Ein Anruf klingelt</translation>
    </message>
    <message>
        <source>Not on this desk</source>
        <translation>Nicht an diesem Platz</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>Second call ringing</source>
        <translation>Zweiter Anruf klingelt</translation>
    </message>
    <message>
        <source>the call</source>
        <translation>den Anruf</translation>
    </message>
    <message>
        <source>{who} rings. F2 answers, F3 looks.</source>
        <translation>{who} klingelt. F2 nimmt an, F3 sieht nach.</translation>
    </message>
</context>
<context>
    <name>WhichCallLayer</name>
    <message>
        <source>I called</source>
        <translation>Ausgehend</translation>
    </message>
    <message>
        <source>None of them: it was no call of the exchange</source>
        <translation>Keiner davon: Es war kein Anruf der Telefonanlage</translation>
    </message>
    <message>
        <source>Number withheld</source>
        <translation>Nummer unterdrückt</translation>
    </message>
    <message>
        <source>They called</source>
        <translation>Eingehend</translation>
    </message>
    <message>
        <source>Which of these calls was it?</source>
        <translation>Welcher dieser Anrufe war es?</translation>
    </message>
    <message>
        <source>You logged by hand</source>
        <translation>Von Ihnen erfasst</translation>
    </message>
    <message>
        <source>Your note stays with the contact, whatever you choose.</source>
        <translation>Ihre Notiz bleibt beim Kontakt, was immer Sie wählen.</translation>
    </message>
    <message>
        <source>{time} long</source>
        <translation>{time} lang</translation>
    </message>
</context>
<context>
    <name>WorkCard</name>
    <message numerus="yes">
        <source>%n that belong to it go with it.</source>
        <translation>
            <numerusform>%n, das dazugehört, geht mit.</numerusform>
            <numerusform>%n, die dazugehören, gehen mit.</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy and take out</source>
        <translation>Kopieren und herausnehmen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Not sent, because “{other}” was not accepted. It goes again with that one.</source>
        <translation>Nicht gesendet, weil „{other}“ nicht angenommen wurde. Es geht mit diesem noch einmal.</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Noch einmal senden</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Herausnehmen</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>seit {time}</translation>
    </message>
    <message>
        <source>written {time}</source>
        <translation>geschrieben {time}</translation>
    </message>
</context>
<context>
    <name>WrapUp</name>
    <message>
        <source>Account: address</source>
        <translation>Konto: Adresse</translation>
    </message>
    <message>
        <source>Account: e-mail</source>
        <translation>Konto: E-Mail</translation>
    </message>
    <message>
        <source>Account: sign-in</source>
        <translation>Konto: Anmeldung</translation>
    </message>
    <message>
        <source>Billing: charged twice</source>
        <translation>Rechnung: doppelt abgebucht</translation>
    </message>
    <message>
        <source>Billing: invoice</source>
        <translation>Rechnung: Beleg</translation>
    </message>
    <message>
        <source>Billing: refund</source>
        <translation>Rechnung: Erstattung</translation>
    </message>
    <message>
        <source>Callback promised</source>
        <translation>Rückruf versprochen</translation>
    </message>
    <message>
        <source>Complaint</source>
        <translation>Beschwerde</translation>
    </message>
    <message>
        <source>Delivery: damaged</source>
        <translation>Lieferung: beschädigt</translation>
    </message>
    <message>
        <source>Delivery: item missing</source>
        <translation>Lieferung: Artikel fehlt</translation>
    </message>
    <message>
        <source>Delivery: late</source>
        <translation>Lieferung: verspätet</translation>
    </message>
    <message>
        <source>Delivery: wrong item</source>
        <translation>Lieferung: falscher Artikel</translation>
    </message>
    <message>
        <source>Emergency: gas</source>
        <translation>Notfall: Gas</translation>
    </message>
    <message>
        <source>Emergency: leak</source>
        <translation>Notfall: Rohrbruch</translation>
    </message>
    <message>
        <source>Fault: no heating</source>
        <translation>Störung: keine Heizung</translation>
    </message>
    <message>
        <source>Fault: no hot water</source>
        <translation>Störung: kein Warmwasser</translation>
    </message>
    <message>
        <source>Fault: thermostat</source>
        <translation>Störung: Thermostat</translation>
    </message>
    <message>
        <source>Information given</source>
        <translation>Auskunft gegeben</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
    <message>
        <source>Passed on</source>
        <translation>Weitergegeben</translation>
    </message>
    <message>
        <source>Renewal: move home</source>
        <translation>Vertrag: Umzug</translation>
    </message>
    <message>
        <source>Renewal: price</source>
        <translation>Vertrag: Preis</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Ticket opened</source>
        <translation>Ticket angelegt</translation>
    </message>
    <message>
        <source>Visit booked</source>
        <translation>Besuch vereinbart</translation>
    </message>
    <message>
        <source>Visit: annual service</source>
        <translation>Besuch: Jahreswartung</translation>
    </message>
    <message>
        <source>Visit: late</source>
        <translation>Besuch: verspätet</translation>
    </message>
    <message>
        <source>Waiting for customer</source>
        <translation>Wartet auf Kunden</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Falsche Nummer</translation>
    </message>
</context>
<context>
    <name>_Editor</name>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Eingabe</translation>
    </message>
    <message>
        <source>Send this</source>
        <translation>Dies senden</translation>
    </message>
</context>
</TS>
