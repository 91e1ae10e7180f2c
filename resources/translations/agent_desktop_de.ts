<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="de">
    <context>
        <name>AnswersPage</name>
        <message>
            <source>Filter answers</source>
            <translation>Antworten filtern</translation>
        </message>
        <message>
            <source>Standard answers</source>
            <translation>Standardantworten</translation>
        </message>
        <message>
            <source>Enter puts it into the note</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No answers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing fits these words.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>CallBar</name>
        <message>
            <source>No calls here</source>
            <translation>Keine Anrufe hier</translation>
        </message>
        <message>
            <source>Connecting</source>
            <translation>Verbindet</translation>
        </message>
        <message>
            <source>Ask a colleague first: Transfer, then “Ask first”. Three at once comes later.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk answer: lift the handset.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk hold: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk mute: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk transfer: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not take keys from the desk: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk hang up: put the handset down.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk dial: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The number was withheld.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>ready</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>break</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{now}, then {after}</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>CallBarView</name>
        <message>
            <source>Ready</source>
            <translation>Bereit</translation>
        </message>
        <message>
            <source>Dialling</source>
            <translation>Wählt</translation>
        </message>
        <message>
            <source>Ringing</source>
            <translation>Klingelt</translation>
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
            <source>Wrap-up</source>
            <translation>Nacharbeit</translation>
        </message>
        <message>
            <source>Break</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Offline</source>
            <translation>Abgemeldet</translation>
        </message>
        <message>
            <source>Line lost</source>
            <translation>Leitung weg</translation>
        </message>
        <message>
            <source>Muted</source>
            <translation>Stumm</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <source>Dial</source>
            <translation>Wählen</translation>
        </message>
        <message>
            <source>Shift F2</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hold</source>
            <translation>Halten</translation>
        </message>
        <message>
            <source>Mute</source>
            <translation>Stumm</translation>
        </message>
        <message>
            <source>Transfer</source>
            <translation>Verbinden</translation>
        </message>
        <message>
            <source>Add person</source>
            <translation>Person hinzufügen</translation>
        </message>
        <message>
            <source>Keypad</source>
            <translation>Tastenfeld</translation>
        </message>
        <message>
            <source>End</source>
            <translation>Beenden</translation>
        </message>
        <message>
            <source>Extend 30 s</source>
            <translation>30 s verlängern</translation>
        </message>
        <message>
            <source>Ctrl E</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Call back</source>
            <translation>Zurückrufen</translation>
        </message>
        <message>
            <source>Search or command</source>
            <translation>Suche oder Befehl</translation>
        </message>
        <message>
            <source>Ctrl K</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <source>The line to the exchange is lost. It is being tried again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no call.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
    </context>
    <context>
        <name>CallListScreen</name>
        <message>
            <source>Campaign</source>
            <translation>Kampagne</translation>
        </message>
        <message>
            <source>Call list</source>
            <translation>Anrufliste</translation>
        </message>
        <message>
            <source>Lead</source>
            <translation>Kontakt</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>Fällig</translation>
        </message>
        <message>
            <source>Tries</source>
            <translation>Versuche</translation>
        </message>
        <message>
            <source>Last time</source>
            <translation>Letztes Mal</translation>
        </message>
        <message>
            <source>Next lead</source>
            <translation>Nächster Kontakt</translation>
        </message>
        <message>
            <source>Saved {time}, the call goes on</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A callback is promised for later: choose a time to come.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Width of the panel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>none active</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No campaign is active</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} to call, {callbacks} callbacks, {done} done</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everybody was called</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New leads appear here when the campaign gets them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody is due to be called now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save or give back the lead in hand first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk dial: use the telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save the note</source>
            <translation>Notiz speichern</translation>
        </message>
        <message>
            <source>Save, next lead</source>
            <translation>Speichern, nächster</translation>
        </message>
        <message>
            <source>Saved {time}</source>
            <translation>Gespeichert {time}</translation>
        </message>
    </context>
    <context>
        <name>CallbackFields</name>
        <message>
            <source>Call back at</source>
            <translation>Rückruf um</translation>
        </message>
        <message>
            <source>Arrow up and down change the part the caret is in</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>I call back myself</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Otherwise it goes to whoever is free then</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>CallerView</name>
        <message>
            <source>Create a customer</source>
            <translation>Kunden anlegen</translation>
        </message>
        <message>
            <source>Link to a customer</source>
            <translation>Mit einem Kunden verknüpfen</translation>
        </message>
        <message>
            <source>Number withheld</source>
            <translation>Nummer unterdrückt</translation>
        </message>
        <message>
            <source>Several customers have this number. Who is it?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask for the name, then link the call to the customer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A colleague's telephone.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody has this number yet. Nothing is made by itself.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>ChartPlot</name>
        <message>
            <source>target {value}</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>CommandPaletteFrame</name>
        <message>
            <source>Search or command</source>
            <translation>Suche oder Befehl</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>Treffer</translation>
        </message>
        <message>
            <source>↑ ↓  move      Enter  run      Tab  filter by type      Esc  close</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>ConfirmLayer</name>
        <message>
            <source>One question</source>
            <translation type="unfinished" />
        </message>
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
        <name>CreateCustomerLayer</name>
        <message>
            <source>New customer</source>
            <translation>Neuer Kunde</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Person</source>
            <translation>Person</translation>
        </message>
        <message>
            <source>Company</source>
            <translation>Firma</translation>
        </message>
        <message>
            <source>Given name</source>
            <translation>Vorname</translation>
        </message>
        <message>
            <source>Family name</source>
            <translation>Nachname</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Nummer</translation>
        </message>
        <message>
            <source>E-mail</source>
            <translation>E-Mail</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Anlegen</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A customer needs a name.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One moment…</source>
            <translation>Einen Moment …</translation>
        </message>
    </context>
    <context>
        <name>CustomerDesk</name>
        <message>
            <source>Tickets of the customer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Orders</source>
            <translation>Bestellungen</translation>
        </message>
        <message>
            <source>Visits</source>
            <translation>Besuche</translation>
        </message>
        <message>
            <source>No tickets yet</source>
            <translation>Noch keine Tickets</translation>
        </message>
        <message>
            <source>No orders yet</source>
            <translation>Noch keine Bestellungen</translation>
        </message>
        <message>
            <source>No visits yet</source>
            <translation>Noch keine Besuche</translation>
        </message>
        <message>
            <source>Tickets</source>
            <translation>Tickets</translation>
        </message>
        <message>
            <source>Ticket</source>
            <translation>Ticket</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Offen</translation>
        </message>
        <message>
            <source>Solved and closed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This exchange does not let the desk dial.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>preferred</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>verified</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open tickets</source>
            <translation>Offene Tickets</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Latest orders</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number copied.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>CustomerHeaderView</name>
        <message>
            <source>Facts</source>
            <translation type="unfinished" />
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
        <name>DataTable</name>
        <message>
            <source>Nothing here</source>
            <translation>Nichts hier</translation>
        </message>
        <message>
            <source>Copy table as text</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>DeskApp</name>
        <message>
            <source>Signing in…</source>
            <translation>Meldet an …</translation>
        </message>
        <message>
            <source>Signing in failed. What is known of it is in the crash log.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>You hold no role at a desk. Ask a supervisor.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Something went wrong in the program. Your work is kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What is known of it: {file}</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>DeskFrame</name>
        <message>
            <source>Rooms</source>
            <translation>Räume</translation>
        </message>
        <message>
            <source>The exchange refused that.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No answer from the exchange.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It was not sent again; what happens next is shown here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Notifications</source>
            <translation>Mitteilungen</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>The layout is back as it was.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>DeskScreen</name>
        <message>
            <source>Mine</source>
            <translation>Meine</translation>
        </message>
        <message>
            <source>Team</source>
            <translation>Team</translation>
        </message>
        <message>
            <source>Calls</source>
            <translation>Anrufe</translation>
        </message>
        <message>
            <source>Answers</source>
            <translation>Antworten</translation>
        </message>
        <message>
            <source>Knowledge</source>
            <translation>Wissen</translation>
        </message>
        <message>
            <source>No customer open</source>
            <translation>Kein Kunde geöffnet</translation>
        </message>
        <message>
            <source>Choose a ticket at the left, or search with Ctrl K. A call shows its caller here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Calls and tickets</source>
            <translation>Anrufe und Tickets</translation>
        </message>
    </context>
    <context>
        <name>FieldScreen</name>
        <message>
            <source>Name, number, postcode, ticket…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find a customer</source>
            <translation>Kunden suchen</translation>
        </message>
        <message>
            <source>Customers found</source>
            <translation>Gefundene Kunden</translation>
        </message>
        <message>
            <source>Customer</source>
            <translation>Kunde</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Wo</translation>
        </message>
        <message>
            <source>History</source>
            <translation>Verlauf</translation>
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
            <source>Nobody chosen</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search at the left, then press Enter on a customer.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Field visits</source>
            <translation>Außendienst</translation>
        </message>
        <message>
            <source>History of {name}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Saved as {file}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Width of the panel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Type to search</source>
            <translation>Tippen, um zu suchen</translation>
        </message>
        <message>
            <source>Searching…</source>
            <translation>Sucht …</translation>
        </message>
        <message>
            <source>Nobody found</source>
            <translation>Niemand gefunden</translation>
        </message>
        <message>
            <source>Try a number, a postcode or fewer letters.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not on this desk</source>
            <translation>Nicht an diesem Platz</translation>
        </message>
        <message>
            <source>Central cannot be reached; try again when it can.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One event</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} events, newest first</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>FieldService</name>
        <message>
            <source>Printed {when} by {who}. Personal data: destroy after the visit.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>FigureCallsLayer</name>
        <message>
            <source>Queued</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Queue</source>
            <translation>Schlange</translation>
        </message>
        <message>
            <source>Caller</source>
            <translation>Anrufer</translation>
        </message>
        <message>
            <source>Answered by</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Wait</source>
            <translation>Wartezeit</translation>
        </message>
        <message>
            <source>Talk</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outcome</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Asking central…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No calls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing counts into this figure yet.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>FloorScreen</name>
        <message>
            <source>Queues</source>
            <translation>Schlangen</translation>
        </message>
        <message>
            <source>People</source>
            <translation>Leute</translation>
        </message>
        <message>
            <source>sorted by longest wait</source>
            <translation>nach längster Wartezeit</translation>
        </message>
        <message>
            <source>Answered in 20 s, and calls offered</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>by half hour</source>
            <translation>je halbe Stunde</translation>
        </message>
        <message>
            <source>As a table</source>
            <translation>Als Tabelle</translation>
        </message>
        <message>
            <source>Floor</source>
            <translation>Überblick</translation>
        </message>
        <message>
            <source>Today, since {time}</source>
            <translation>Heute, seit {time}</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>Heute</translation>
        </message>
        <message>
            <source>As last known: {why}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>by half hour, since {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>As a chart</source>
            <translation>Als Diagramm</translation>
        </message>
        <message>
            <source>No queues yet</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody is signed in</source>
            <translation>Niemand ist angemeldet</translation>
        </message>
        <message>
            <source>{n} signed in</source>
            <translation>{n} angemeldet</translation>
        </message>
        <message>
            <source>Open until {time}</source>
            <translation>Geöffnet bis {time}</translation>
        </message>
        <message>
            <source>Closed since {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Live  {time}</source>
            <translation>Live  {time}</translation>
        </message>
        <message>
            <source>Not live  {time}</source>
            <translation>Nicht live  {time}</translation>
        </message>
        <message>
            <source>{queue}: calls offered today</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>IncomingCard</name>
        <message>
            <source>Answer</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <source>Peek</source>
            <translation>Ansehen</translation>
        </message>
        <message>
            <source>Send to queue</source>
            <translation>In die Schlange</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>Anlegen</translation>
        </message>
        <message>
            <source>Link</source>
            <translation>Verknüpfen</translation>
        </message>
    </context>
    <context>
        <name>KeyHelpLayer</name>
        <message>
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
    </context>
    <context>
        <name>KeypadLayer</name>
        <message>
            <source>Dial</source>
            <translation>Wählen</translation>
        </message>
        <message>
            <source>Keypad</source>
            <translation>Tastenfeld</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Nummer</translation>
        </message>
        <message>
            <source>Keys sent</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Call</source>
            <translation>Anruf</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is no number that can be called.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>KnowledgePage</name>
        <message>
            <source>Search knowledge</source>
            <translation>Wissen durchsuchen</translation>
        </message>
        <message>
            <source>Articles</source>
            <translation>Artikel</translation>
        </message>
        <message>
            <source>Words of the problem are enough.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Article</source>
            <translation>Artikel</translation>
        </message>
        <message>
            <source>Source: {source}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Best first</source>
            <translation type="unfinished" />
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
            <source>Try fewer or other words.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Back</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <source>Name it in the note</source>
            <translation type="unfinished" />
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
            <source>Live  {time}</source>
            <translation>Live  {time}</translation>
        </message>
        <message>
            <source>Not live  {time}</source>
            <translation>Nicht live  {time}</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>Wartend</translation>
        </message>
        <message>
            <source>Longest wait</source>
            <translation>Längste Wartezeit</translation>
        </message>
        <message>
            <source>Average wait</source>
            <translation>Mittlere Wartezeit</translation>
        </message>
        <message>
            <source>Abandoned</source>
            <translation>Aufgelegt</translation>
        </message>
        <message>
            <source>Resolution</source>
            <translation>Lösungszeit</translation>
        </message>
        <message>
            <source>Callers in a queue now.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How long the oldest waiting caller has waited; limit {limit}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Total wait of all who queued today ÷ all who queued; n = {n}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Answered in 20 s</source>
            <translation>In 20 s angenommen</translation>
        </message>
        <message>
            <source>Answered within 20 s of entering the queue ÷ offered today, short abandons left out; target {target}; n = {n}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hung up in the queue ÷ offered today, short abandons left out of both; limit {limit}; n = {n}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Created to last solved, median, calendar hours, tickets last solved today; mean {mean}; n = {n}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Calls waiting</source>
            <translation>Wartende Anrufe</translation>
        </message>
        <message>
            <source>Calls offered today</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Calls answered today</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Calls abandoned today</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>This campaign has no script.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>LeadSheet</name>
        <message>
            <source>Dial</source>
            <translation>Wählen</translation>
        </message>
        <message>
            <source>Shift F2</source>
            <translation type="unfinished" />
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
            <source>Outcome</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>No lead in hand</source>
            <translation>Kein Kontakt in Arbeit</translation>
        </message>
        <message>
            <source>“Next lead” takes the one whose turn it is.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>choose one</source>
            <translation>bitte wählen</translation>
        </message>
        <message>
            <source>Not called yet</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Called once: {last}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Called {n} times, the last: {last}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Say what came of it first.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>LineChart</name>
        <message>
            <source>Time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>Value</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Volume</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The chart as a table</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>LinkCustomerLayer</name>
        <message>
            <source>Whose call is it?</source>
            <translation>Wessen Anruf ist es?</translation>
        </message>
        <message>
            <source>Name, number, e-mail, postcode, order or ticket</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search a customer</source>
            <translation>Kunden suchen</translation>
        </message>
        <message>
            <source>Customers found</source>
            <translation>Gefundene Kunden</translation>
        </message>
        <message>
            <source>Best first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <source>Two letters are enough.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The number is kept with the customer you choose.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody found</source>
            <translation>Niemand gefunden</translation>
        </message>
        <message>
            <source>Try the postcode or an order number.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>LinkLine</name>
        <message>
            <source>Line lost since {time}. Customers, tickets and notes still work and are sent later; calls cannot be controlled from here. Trying again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your session has ended. Sign in again to send what waits.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n waiting to be sent</source>
            <translation>
                <numerusform>%n wartet auf das Senden</numerusform>
                <numerusform>%n warten auf das Senden</numerusform>
            </translation>
        </message>
        <message>
            <source>The line is back.</source>
            <translation>Die Leitung ist wieder da.</translation>
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
        <name>MainWindow</name>
        <message>
            <source>Agent Desktop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Leave</source>
            <translation>Verlassen</translation>
        </message>
        <message>
            <source>A call is going on. It stays with your telephone. Leave the desk?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The note of the last call is not finished; it is kept. Leave the desk?</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>NewTicketLayer</name>
        <message>
            <source>New ticket</source>
            <translation>Neues Ticket</translation>
        </message>
        <message>
            <source>For {name}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Subject</source>
            <translation>Betreff</translation>
        </message>
        <message>
            <source>In a few words, what it is about</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Queue</source>
            <translation>Schlange</translation>
        </message>
        <message>
            <source>Priority</source>
            <translation>Priorität</translation>
        </message>
        <message>
            <source>Topic</source>
            <translation>Thema</translation>
        </message>
        <message>
            <source>Open the ticket</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Enter</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Say in a few words what it is about.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a queue.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One moment…</source>
            <translation>Einen Moment …</translation>
        </message>
    </context>
    <context>
        <name>NoteBarView</name>
        <message>
            <source>Save the note</source>
            <translation>Notiz speichern</translation>
        </message>
        <message>
            <source>Ctrl ⏎</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>NoteDesk</name>
        <message>
            <source>Topic</source>
            <translation>Thema</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <source>Not saved: {what}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Saved {time}</source>
            <translation>Gespeichert {time}</translation>
        </message>
        <message>
            <source>Say what came of it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The note is saved.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Note</source>
            <translation>Notiz</translation>
        </message>
        <message>
            <source>Add to ticket {n}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save the note</source>
            <translation>Notiz speichern</translation>
        </message>
        <message>
            <source>Open a customer or a ticket to save the note to.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Call note</source>
            <translation>Gesprächsnotiz</translation>
        </message>
        <message>
            <source>Note of the call, not of the customer shown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Finish the note</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Save and wrap up</source>
            <translation>Speichern und nacharbeiten</translation>
        </message>
        <message>
            <source>Finish and go ready</source>
            <translation>Abschließen und bereit</translation>
        </message>
        <message>
            <source>Ticket {n}</source>
            <translation>Ticket {n}</translation>
        </message>
    </context>
    <context>
        <name>NoteEditor</name>
        <message>
            <source>Call note</source>
            <translation>Gesprächsnotiz</translation>
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
            <source>Not accepted: {what}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A colleague changed this first, their version stays: {fields}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>subject</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>priority</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>owner</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>state</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>queue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>deadline</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>topic</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>name</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>alert</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>NoticesLayer</name>
        <message>
            <source>Notifications</source>
            <translation>Mitteilungen</translation>
        </message>
        <message>
            <source>Nothing to tell</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What happens to your work is told here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Your text</source>
            <translation>Ihr Text</translation>
        </message>
        <message>
            <source>Copy your text</source>
            <translation>Ihren Text kopieren</translation>
        </message>
    </context>
    <context>
        <name>OutboxLayer</name>
        <message>
            <source>Waiting to be sent</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Everything is sent</source>
            <translation>Alles ist gesendet</translation>
        </message>
        <message>
            <source>What you write offline waits here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Copy your text</source>
            <translation>Ihren Text kopieren</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <source>Waits for central.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Palette</name>
        <message>
            <source>Go to {room}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Room</source>
            <translation>Raum</translation>
        </message>
        <message>
            <source>Settings: colours, text size, role</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reset layout</source>
            <translation>Anordnung zurücksetzen</translation>
        </message>
        <message>
            <source>What waits to be sent</source>
            <translation>Was auf das Senden wartet</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>Abmelden</translation>
        </message>
        <message>
            <source>Desk</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ticket</source>
            <translation>Ticket</translation>
        </message>
        <message>
            <source>Knowledge</source>
            <translation>Wissen</translation>
        </message>
        <message>
            <source>Answers</source>
            <translation>Antworten</translation>
        </message>
        <message>
            <source>Customer</source>
            <translation>Kunde</translation>
        </message>
    </context>
    <context>
        <name>Panes</name>
        <message>
            <source>Width of the panel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show the queue</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A call rings</source>
            <translation>Ein Anruf klingelt</translation>
        </message>
        <message>
            <source>Show script and answers</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>PersonDayLayer</name>
        <message>
            <source>{name}: today</source>
            <translation>{name}: heute</translation>
        </message>
        <message>
            <source>Figures of the day</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The day</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stretches of time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>From</source>
            <translation>Von</translation>
        </message>
        <message>
            <source>To</source>
            <translation>Bis</translation>
        </message>
        <message>
            <source>Length</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Asking central…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Signed in</source>
            <translation>Angemeldet</translation>
        </message>
        <message>
            <source>Calls handled</source>
            <translation>Bearbeitete Anrufe</translation>
        </message>
        <message>
            <source>Average handle</source>
            <translation>Mittlere Bearbeitung</translation>
        </message>
        <message>
            <source>Occupancy</source>
            <translation>Auslastung</translation>
        </message>
        <message>
            <source>Resolved</source>
            <translation>Gelöst</translation>
        </message>
        <message>
            <source>On break</source>
            <translation>In Pause</translation>
        </message>
        <message>
            <source>Not signed in today</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>QueueColumnView</name>
        <message>
            <source>Queues</source>
            <translation>Schlangen</translation>
        </message>
        <message>
            <source>Filter queue</source>
            <translation>Schlange filtern</translation>
        </message>
        <message>
            <source>Filter queue (Ctrl L)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Work queue</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n change(s) wait until you leave the list</source>
            <translation>
                <numerusform>%n Änderung wartet, bis Sie die Liste verlassen</numerusform>
                <numerusform>%n Änderungen warten, bis Sie die Liste verlassen</numerusform>
            </translation>
        </message>
        <message>
            <source>Nothing matches</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clear the filter to see the whole queue.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing waits</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New work appears here by itself.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>QueueDesk</name>
        <message>
            <source>Today</source>
            <translation>Heute</translation>
        </message>
        <message>
            <source>Last 7 days</source>
            <translation>Letzte 7 Tage</translation>
        </message>
        <message>
            <source>Earlier</source>
            <translation>Früher</translation>
        </message>
        <message>
            <source>On hold</source>
            <translation>Gehalten</translation>
        </message>
        <message>
            <source>Wrap-up</source>
            <translation>Nacharbeit</translation>
        </message>
        <message>
            <source>Dialling</source>
            <translation>Wählt</translation>
        </message>
        <message>
            <source>On call</source>
            <translation>Im Gespräch</translation>
        </message>
    </context>
    <context>
        <name>QueueModel</name>
        <message>
            <source>Now</source>
            <translation>Jetzt</translation>
        </message>
        <message>
            <source>Later today</source>
            <translation>Später heute</translation>
        </message>
        <message>
            <source>This week</source>
            <translation>Diese Woche</translation>
        </message>
        <message>
            <source>Later</source>
            <translation>Später</translation>
        </message>
    </context>
    <context>
        <name>RecordingMark</name>
        <message>
            <source>Recording paused</source>
            <translation>Aufnahme pausiert</translation>
        </message>
        <message>
            <source>Recording</source>
            <translation>Aufnahme</translation>
        </message>
        <message>
            <source>Rec</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Rec paused</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>RightPanelView</name>
        <message>
            <source>Help for this call</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Script</source>
            <translation>Leitfaden</translation>
        </message>
    </context>
    <context>
        <name>ScriptCard</name>
        <message>
            <source>Say</source>
            <translation>Sagen</translation>
        </message>
    </context>
    <context>
        <name>ScriptDesk</name>
        <message>
            <source>Script</source>
            <translation>Leitfaden</translation>
        </message>
        <message>
            <source>choose one</source>
            <translation>bitte wählen</translation>
        </message>
        <message>
            <source>No script chosen</source>
            <translation>Kein Leitfaden gewählt</translation>
        </message>
        <message>
            <source>Choose a script above, or go on without one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The script is done. A segment above leads back to its step.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Fits {share}  ·  updated {when}</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>ScriptView</name>
        <message>
            <source>Customer says</source>
            <translation>Der Kunde sagt</translation>
        </message>
        <message>
            <source>Suggested knowledge</source>
            <translation>Passendes Wissen</translation>
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
            <source>Alt 1–{last}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Alt 1</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>SettingsLayer</name>
        <message>
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>Farben</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <source>High contrast</source>
            <translation>Hoher Kontrast</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>Schriftgröße</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>Rolle</translation>
        </message>
        <message>
            <source>Reset layout</source>
            <translation>Anordnung zurücksetzen</translation>
        </message>
        <message>
            <source>Sign out</source>
            <translation>Abmelden</translation>
        </message>
        <message>
            <source>All of this is kept on this computer.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>SignInView</name>
        <message>
            <source>Agent Desktop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sign in to begin your shift.</source>
            <translation>Melden Sie sich an, um die Schicht zu beginnen.</translation>
        </message>
        <message>
            <source>Server</source>
            <translation>Server</translation>
        </message>
        <message>
            <source>Login</source>
            <translation>Anmeldename</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>Kennwort</translation>
        </message>
        <message>
            <source>Sign in</source>
            <translation>Anmelden</translation>
        </message>
        <message>
            <source>Welcome, {name}. What do you do today?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is needed.</source>
            <translation>Das wird gebraucht.</translation>
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
        <name>StateMenu</name>
        <message>
            <source>My state</source>
            <translation>Mein Zustand</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>Bereit</translation>
        </message>
        <message>
            <source>Break</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Lunch</source>
            <translation>Mittag</translation>
        </message>
        <message>
            <source>Meeting</source>
            <translation>Besprechung</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>Schulung</translation>
        </message>
        <message>
            <source>Back office</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>After this call: {state}</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>TicketPage</name>
        <message>
            <source>State</source>
            <translation>Zustand</translation>
        </message>
        <message>
            <source>Priority</source>
            <translation>Priorität</translation>
        </message>
        <message>
            <source>Owner</source>
            <translation>Zuständig</translation>
        </message>
        <message>
            <source>Take it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Notes of the ticket</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add a note to the ticket</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add a note</source>
            <translation>Notiz hinzufügen</translation>
        </message>
        <message>
            <source>Seen by</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Us only</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The customer too</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add note</source>
            <translation>Notiz hinzufügen</translation>
        </message>
        <message>
            <source>No ticket open</source>
            <translation>Kein Ticket geöffnet</translation>
        </message>
        <message>
            <source>Choose one in the queue or under Tickets.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This ticket is not here</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It may have been removed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Made {when}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody</source>
            <translation>Niemand</translation>
        </message>
        <message>
            <source>Customer</source>
            <translation>Kunde</translation>
        </message>
        <message>
            <source>seen by the customer</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>TransferLayer</name>
        <message>
            <source>Transfer</source>
            <translation>Verbinden</translation>
        </message>
        <message>
            <source>Name, queue or number</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Transfer to</source>
            <translation>Verbinden mit</translation>
        </message>
        <message>
            <source>Where the call can go</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Enter asks the first one before the call is given.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nobody and nothing found.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ask {name} first</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Transfer to {name}</source>
            <translation>Verbinden mit {name}</translation>
        </message>
        <message>
            <source>Asking {name}. Press Transfer again to give the call.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Given to {name}.</source>
            <translation type="unfinished" />
        </message>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n wartet</numerusform>
                <numerusform>%n warten</numerusform>
            </translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>Schlange</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Nummer</translation>
        </message>
        <message>
            <source>Free</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Wrap-up</source>
            <translation>Nacharbeit</translation>
        </message>
        <message>
            <source>Ringing</source>
            <translation>Klingelt</translation>
        </message>
        <message>
            <source>On a call</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Break</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Away</source>
            <translation>Abwesend</translation>
        </message>
    </context>
    <context>
        <name>WaitingCalls</name>
        <message>
            <source>1 open ticket</source>
            <translation>1 offenes Ticket</translation>
        </message>
        <message>
            <source>{n} open tickets</source>
            <translation>{n} offene Tickets</translation>
        </message>
        <message>
            <source>the call</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Answer, hold {name}</source>
            <translation>Annehmen, {name} halten</translation>
        </message>
        <message>
            <source>Second call ringing</source>
            <translation>Zweiter Anruf klingelt</translation>
        </message>
        <message>
            <source>Call ringing</source>
            <translation>Anruf klingelt</translation>
        </message>
        <message>
            <source>Number withheld</source>
            <translation>Nummer unterdrückt</translation>
        </message>
        <message>
            <source>{who} rings. F2 answers, F3 looks.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>_SelfButton</name>
        <message>
            <source>My state: {person}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{person}. My state (F4)</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>