<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="en">
    <context>
        <name>LinkLine</name>
        <message numerus="yes">
            <source>%n waiting to be sent</source>
            <translation>
                <numerusform>%n waiting to be sent</numerusform>
                <numerusform>%n waiting to be sent</numerusform>
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
        <name>TransferLayer</name>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n waiting</numerusform>
                <numerusform>%n waiting</numerusform>
            </translation>
        </message>
    </context>
</TS>