/** Die Wörter für die Schlange allein, zusätzlich zu allen anderen. */
export default {
  "say.soon": "In einer Minute sind Sie an der Reihe.",
  "say.turn": "Sie sind an der Reihe.",
  "line.title": "Die Schlange",
  "line.text":
    "Wer sich vor der Öffnung anstellt, nimmt an der Auslosung der Reihenfolge teil; wie früh, ist gleich. Ausgelost wird mit einer Zahl, die vorher niemand kennt, auch der Verkäufer nicht, und jeder kann es hier nachprüfen.",
  "line.textPlain":
    "Wer sich vor der Öffnung anstellt, kommt an die Reihe, sobald es losgeht; wie früh, ist gleich. Wer später kommt, kommt danach an die Reihe, in der Reihenfolge des Eintreffens.",
  "line.join": "Jetzt anstellen",
  "line.joining": "Einen Moment …",
  "line.anyMoment": "Bis zur Öffnung ist jeder Zeitpunkt gleich gut.",
  "line.signIn": "Sie melden sich zuerst an und kommen dann hierher zurück.",
  "line.late": "Wer jetzt kommt, steht hinter allen, die vor der Öffnung da waren: Sie sind ab {at} an der Reihe.",
  "line.elsewhere": "Haben Sie sich auf einem anderen Gerät angestellt, holt das Ihren Platz hierher.",
  "line.code": "Einladungscode",
  "line.codeHint": "Wer eingeladen ist, stellt sich mit dem Code an, alle anderen ohne.",
  "line.codeNeeded": "Nur wer eingeladen ist, kann sich anstellen; der Code steht in der Einladung.",
  "line.joinBy": "Anstellen kann man sich bis {at}. Bis dahin ist jeder Zeitpunkt gleich gut.",
  "line.registrationOver": "Anstellen kann man sich nicht mehr; an die Reihe kommt, wer es vorher getan hat.",
  "line.mayLeave":
    "Sie können diese Seite schließen; Ihr Platz bleibt Ihnen. Auf einem anderen Gerät melden Sie sich an und stellen sich noch einmal an: Es ist derselbe Platz. Neu laden bringt keinen Vorteil.",
  "line.inTime": "Sie stehen in der Schlange und nehmen an der Auslosung teil.",
  "line.inTimePlain": "Sie stehen in der Schlange, rechtzeitig.",
  "line.behind": "Sie stehen in der Schlange, hinter allen, die vor der Öffnung da waren.",
  "line.before": "Sie stehen in der Schlange: Etwa {n} von {entrants} sind vor Ihnen.",
  "line.amongFirst": "Sie stehen in der Schlange, unter den Ersten von {entrants}.",
  "line.drawIn": "Die Ersten sind dran in",
  "line.draw": "Es wird ausgelost",
  "line.drawing":
    "Die Reihenfolge wird ausgelost. Ihre Zeit erscheint hier von selbst; vor {at} ist niemand an der Reihe.",
  "line.drawIsLate":
    "Die Auslosung dauert länger als geplant. Vorher ist niemand an der Reihe; Ihre Zeit erscheint hier von selbst.",
  "line.turnIn": "Sie sind dran in",
  "line.servedFrom": "Sie sind ab {at} an der Reihe.",
  "line.tooLate": "Sie wären ab {at} an der Reihe, doch der Verkauf endet vorher.",
  "line.turn": "Sie sind an der Reihe",
  "line.halted": "Alle Zeiten verschieben sich um so lange, wie der Verkauf angehalten ist.",
  "line.notYet":
    "Wählen Sie schon jetzt. Der Knopf erscheint hier, sobald Sie an der Reihe sind; neu laden bringt keinen Vorteil.",
  "line.basket":
    "Alles ist bereit. Sobald Sie an der Reihe sind, erscheint hier der Knopf, der sofort bestellt; neu laden bringt keinen Vorteil.",
  "line.first": "Dieser Verkauf hat eine Schlange. Stellen Sie sich zuerst an, auf der Seite des Verkaufs.",
  "line.erase.one": "Einen Tag nach dem Verkauf wird Ihre E-Mail-Adresse aus der Schlange gelöscht.",
  "line.erase.other": "{n} Tage nach dem Verkauf wird Ihre E-Mail-Adresse aus der Schlange gelöscht.",
  "line.eraseList.one":
    "Einen Tag nach dem Ende der Warteliste wird Ihre E-Mail-Adresse auch aus der Schlange gelöscht.",
  "line.eraseList.other":
    "{n} Tage nach dem Ende der Warteliste wird Ihre E-Mail-Adresse auch aus der Schlange gelöscht.",
  "draw.misfit": "Der Startwert der Auslosung passt nicht zur Festlegung, die hier vorher stand. Fragen Sie den Verkäufer, warum.",
  "problem.not_admitted_yet": "Sie sind noch nicht an der Reihe.",
  "problem.used": "Diesen Code hat schon jemand benutzt.",
  "problem.revoked": "Diese Einladung wurde zurückgezogen.",
  "problem.other_address": "Diese Einladung gilt für eine andere Adresse. Melden Sie sich mit jener an.",
  "problem.domain": "Mit Adressen Ihrer Mail-Domain haben sich schon so viele Personen angestellt wie erlaubt: {limit}.",
  "fault.code": "Diesen Code gibt es für diesen Verkauf nicht. Vergleichen Sie ihn mit Ihrer Einladung.",
  "line.check": "Die Auslosung nachprüfen",
};
