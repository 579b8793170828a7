/** Die Wörter für das, was an einer Auslosung nachzuprüfen ist, zusätzlich zu allen anderen. */
export default {
  "draw.commitment": "Festlegung",
  "draw.entrants": "In der Auslosung",
  "draw.digest": "Fingerabdruck der Liste",
  "draw.digestIsLate":
    "Er wurde erst genommen, als die öffentliche Zufallszahl schon heraus war. Der Verkäufer konnte wählen, wer teilnimmt.",
  "draw.beacon": "Öffentliche Zufallszahl",
  "draw.seed": "Startwert",
  "draw.place": "Ihr Platz",
  "draw.turn": "Sie sind dran",
  "draw.committed": "Sie bindet den Verkäufer an den Startwert und steht fest, bevor sich jemand anstellen kann.",
  "draw.afterOpening": "einige Sekunden nach der Öffnung",
  "draw.afterBeacon": "gleich nach der öffentlichen Zufallszahl",
  "draw.comes": "{source}, Runde {round}: {at}",
  "draw.from": "{source}, Runde {round}",
  "draw.noBeacon":
    "Es kam keine rechtzeitig: Der Startwert allein hat entschieden. Der Verkäufer konnte die Reihenfolge kennen.",
  "draw.fits": "Er passt zur Festlegung.",
  "draw.placeHint": "Je kleiner, desto früher; der letzte wäre ffffffffffffffff.",
};
