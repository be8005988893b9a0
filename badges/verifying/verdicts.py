"""What a check may conclude: one name each, in words for whoever hired, funded or doubted."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verdict(StrEnum):
    VALID = "valid"
    FOREIGN_SIGNED = "foreign_signed"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    FOREIGN_UNVERIFIED = "foreign_unverified"
    UNSIGNED = "unsigned"
    WRONG_RECIPIENT = "wrong_recipient"
    REPLACED = "replaced"
    REVOKED = "revoked"
    ERASED = "erased"
    KEY_COMPROMISED = "key_compromised"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_BADGE = "unknown_badge"
    ALTERED = "altered"
    ALG_NONE = "alg_none"
    KEY_CONFUSION = "key_confusion"
    CONTRADICTORY = "contradictory"
    FOREIGN_BAD_SIGNATURE = "foreign_bad_signature"
    BAD_KEY = "bad_key"
    PRIVATE_KEY = "private_key"
    NOTHING = "nothing"
    NOT_AN_IMAGE = "not_an_image"
    NOT_A_BADGE = "not_a_badge"
    NO_BADGE = "no_badge"
    DAMAGED = "damaged"
    DANGEROUS = "dangerous"
    TOO_BIG = "too_big"
    TOO_LONG = "too_long"
    BOMB = "bomb"
    TOO_OFTEN = "too_often"
    UNREADABLE = "unreadable"


class Tone(StrEnum):
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"


Words = tuple[Tone, "str | Promise", "str | Promise"]

# Tone, title, what it means and what to do.
SAID: Final[dict[Verdict, Words]] = {
    Verdict.VALID: (
        Tone.OK,
        _("Badge authentique et valide"),
        _("Ce badge vient de nous, il est tel que nous l’avons émis, et il n’a pas été retiré."),
    ),
    Verdict.FOREIGN_SIGNED: (
        Tone.OK,
        _("Signature exacte, avec la clé que vous avez collée"),
        _("Ce badge n’est pas de nous. Il a bien été signé avec cette clé : assurez-vous qu’elle est à l’émetteur."),
    ),
    Verdict.EXPIRED: (
        Tone.WARN,
        _("Badge authentique, mais expiré"),
        _("Il a été valable jusqu’à la date indiquée. Demandez à la personne si elle l’a renouvelé."),
    ),
    Verdict.NOT_YET: (
        Tone.WARN,
        _("Badge pas encore valable"),
        _("Sa date de début n’est pas arrivée. Vérifiez-le à nouveau ce jour-là."),
    ),
    Verdict.FOREIGN_UNVERIFIED: (
        Tone.WARN,
        _("Émetteur non vérifié"),
        _(
            "Ce badge n’est pas de nous, et cette page n’interroge aucun autre site. Collez la clé publique de "
            "l’émetteur pour contrôler la signature, ou vérifiez le badge sur son site."
        ),
    ),
    Verdict.UNSIGNED: (
        Tone.WARN,
        _("Données sans signature"),
        _("Ce texte décrit un badge, mais rien ne prouve qui l’a écrit. Demandez l’image d’origine, ou le .jwt."),
    ),
    Verdict.WRONG_RECIPIENT: (
        Tone.DANGER,
        _("Ce badge n’appartient pas à cette adresse"),
        _(
            "Le badge est authentique, mais il a été délivré à une autre adresse. Essayez une autre adresse de la "
            "personne, ou demandez-lui un badge à jour."
        ),
    ),
    Verdict.REPLACED: (
        Tone.DANGER,
        _("Badge remplacé"),
        _("Nous avons émis une version plus récente. Demandez à la personne sa nouvelle image."),
    ),
    Verdict.REVOKED: (
        Tone.DANGER,
        _("Badge retiré par l’émetteur"),
        _("Ce badge n’est plus valable. Demandez à la personne si elle en a un autre."),
    ),
    Verdict.ERASED: (
        Tone.DANGER,
        _("Badge effacé"),
        _("La personne a demandé l’effacement de ses données : nous ne pouvons plus rien confirmer."),
    ),
    Verdict.KEY_COMPROMISED: (
        Tone.DANGER,
        _("Signé avec une clé qui n’est plus sûre"),
        _(
            "Nous avons déclaré cette clé compromise : n’importe qui a pu signer. Demandez à la personne son badge "
            "réémis."
        ),
    ),
    Verdict.UNKNOWN_KEY: (
        Tone.DANGER,
        _("Clé inconnue"),
        _("Ce badge dit venir de nous, mais la clé qu’il désigne n’a jamais été la nôtre. Ne vous y fiez pas."),
    ),
    Verdict.UNKNOWN_BADGE: (
        Tone.DANGER,
        _("Badge inconnu"),
        _("Ce badge dit venir de nous, mais nous ne l’avons pas émis. Ne vous y fiez pas."),
    ),
    Verdict.ALTERED: (
        Tone.DANGER,
        _("Badge modifié"),
        _("Son contenu n’est pas celui que nous avons émis. Demandez à la personne le fichier d’origine."),
    ),
    Verdict.ALG_NONE: (
        Tone.DANGER,
        _("Badge sans signature"),
        _("Il annonce « aucune signature » : n’importe qui a pu l’écrire. Ne vous y fiez pas."),
    ),
    Verdict.KEY_CONFUSION: (
        Tone.DANGER,
        _("Signature d’un autre genre que la nôtre"),
        _(
            "Ce badge essaie de choisir lui-même sa clé ou sa façon de signer : c’est une contrefaçon connue. "
            "Ne vous y fiez pas."
        ),
    ),
    Verdict.CONTRADICTORY: (
        Tone.DANGER,
        _("Deux badges différents dans un fichier"),
        _("Le fichier porte des données qui se contredisent. Demandez à la personne le fichier d’origine."),
    ),
    Verdict.FOREIGN_BAD_SIGNATURE: (
        Tone.DANGER,
        _("Signature fausse pour cette clé"),
        _("Le badge a été modifié, ou cette clé n’est pas celle de son émetteur. Vérifiez la clé auprès de lui."),
    ),
    Verdict.BAD_KEY: (
        Tone.WARN,
        _("Clé illisible"),
        _(
            "Collez une clé publique PEM (« BEGIN PUBLIC KEY ») ou JWK : RSA de 2 048 à 8 192 bits, P-256 ou Ed25519, "
            "du genre annoncé par le badge."
        ),
    ),
    Verdict.PRIVATE_KEY: (
        Tone.DANGER,
        _("Ceci est une clé privée"),
        _(
            "Nous ne l’avons ni utilisée ni conservée. Une clé privée ne se partage pas : prévenez son propriétaire, "
            "et collez la clé publique."
        ),
    ),
    Verdict.NOTHING: (
        Tone.WARN,
        _("Rien à vérifier"),
        _("Choisissez une image, ou collez le texte d’un badge (JSON ou JWT)."),
    ),
    Verdict.NOT_AN_IMAGE: (
        Tone.WARN,
        _("Ce fichier n’est pas une image PNG ou SVG"),
        _("Son nom peut le laisser croire, son contenu ne l’est pas. Demandez l’image d’origine du badge."),
    ),
    Verdict.NOT_A_BADGE: (
        Tone.WARN,
        _("Ce texte n’est pas un badge"),
        _(
            "Collez le JSON d’un badge, l’adresse d’un badge émis par nous, ou un JWT (trois parties séparées par des "
            "points)."
        ),
    ),
    Verdict.NO_BADGE: (
        Tone.WARN,
        _("Cette image ne contient pas de badge"),
        _("Une capture d’écran ou une image passée par une messagerie perd ses données. Demandez l’original."),
    ),
    Verdict.DAMAGED: (
        Tone.WARN,
        _("Image abîmée"),
        _("Le fichier est coupé ou modifié. Téléchargez-le à nouveau, sans l’ouvrir dans un logiciel de retouche."),
    ),
    Verdict.DANGEROUS: (
        Tone.DANGER,
        _("Image refusée : elle contient du code"),
        _("Ce SVG porte un script, une entité ou un lien extérieur. Ne l’ouvrez pas ; demandez la version PNG."),
    ),
    Verdict.TOO_BIG: (
        Tone.WARN,
        _("Fichier trop lourd"),
        _("Un badge pèse moins de 2 Mo. Demandez l’image d’origine, sans capture ni montage."),
    ),
    Verdict.TOO_LONG: (
        Tone.WARN,
        _("Texte trop long"),
        _("Un badge tient en 128 000 caractères. Collez-le seul, sans autre texte."),
    ),
    Verdict.BOMB: (
        Tone.DANGER,
        _("Image refusée : des données gonflent à l’ouverture"),
        _("Le fichier cache un contenu démesuré, fait pour bloquer qui l’ouvre. Demandez l’image d’origine."),
    ),
    Verdict.UNREADABLE: (
        Tone.WARN,
        _("Envoi illisible"),
        _("Votre envoi n’est pas arrivé entier. Recommencez, ou collez le texte du badge."),
    ),
    Verdict.TOO_OFTEN: (
        Tone.WARN,
        _("Beaucoup de vérifications en peu de temps"),
        _("Attendez quelques minutes, puis recommencez : rien n’est perdu, votre fichier n’est pas conservé."),
    ),
}

# When a file carries two badges, what is worse is what is said.
_MILD: Final = (Verdict.VALID, Verdict.FOREIGN_SIGNED, Verdict.FOREIGN_UNVERIFIED, Verdict.UNSIGNED, Verdict.EXPIRED)


def worst(verdicts: "list[Verdict]") -> Verdict:
    return max(verdicts, key=lambda one: _MILD.index(one) if one in _MILD else len(_MILD))


@dataclass(frozen=True)
class Check:
    """One thing looked at: its words, and whether it holds (None: it could not be looked at)."""

    words: "str | Promise"
    holds: bool | None
    detail: "str | Promise" = ""


@dataclass
class Finding:
    """What the check of one text concludes; `about` is what the badge says of itself."""

    verdict: Verdict
    checks: list[Check] = field(default_factory=list)
    name: str = ""
    issuer: str = ""
    reason: str = ""
    award: int | None = None
    address: str = ""
    identity: tuple[str, str] | None = None  # hash and salt, to compare an address with

    @property
    def tone(self) -> Tone:
        return SAID[self.verdict][0]

    @property
    def title(self) -> "str | Promise":
        return SAID[self.verdict][1]

    @property
    def meaning(self) -> "str | Promise":
        return SAID[self.verdict][2]
