/** The words for what there is to check of a draw, beside all others. */
export default {
  "draw.commitment": "Commitment",
  "draw.entrants": "In the draw",
  "draw.digest": "Fingerprint of the list",
  "draw.digestIsLate":
    "It was taken after the public random number had come out. The seller could have chosen who takes part.",
  "draw.beacon": "Public random number",
  "draw.seed": "Seed",
  "draw.place": "Your place",
  "draw.turn": "Your turn",
  "draw.committed": "It binds the seller to the seed, and has stood since before anybody could join.",
  "draw.afterOpening": "a few seconds after the opening",
  "draw.afterBeacon": "right after the public random number",
  "draw.comes": "{source}, round {round}: {at}",
  "draw.from": "{source}, round {round}",
  "draw.noBeacon": "None came in time: the seed alone decided. The seller could have known the order.",
  "draw.fits": "It fits the commitment.",
  "draw.placeHint": "The lower, the sooner; ffffffffffffffff would be the last.",
};
