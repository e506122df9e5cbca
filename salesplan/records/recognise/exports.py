"""The exports we know by their headers: files of HubSpot, Pipedrive, Salesforce, Zoho and noCRM, and further ones."""

from salesplan.records.recognise.export import DONE, Export, Headers, Sign
from salesplan.records.recognise.further_exports import FURTHER, SALESFORCE_LIVE

_HUBSPOT_DEALS: Headers = {
    "id": ("record id", "id de fiche d'informations", "id record", "deal id", "id de la fiche d'informations"),
    "name": ("deal name", "nom de la transaction", "nome affare", "nome trattativa"),
    "funnel": ("pipeline",),
    "stage": ("deal stage", "phase de la transaction", "fase dell'affare", "fase trattativa"),
    "amount": ("amount", "montant", "importo"),
    "closed": ("close date", "date de fermeture", "data di chiusura"),
    "created": ("create date", "date de création", "data di creazione"),
    "owner": ("deal owner", "propriétaire de la transaction", "proprietario affare", "proprietario trattativa"),
    "last_activity": ("last activity date", "date de la dernière activité", "data ultima attività"),
    "currency": ("currency", "devise", "valuta"),
    "source": ("original source type", "original traffic source", "source d'origine", "fonte originale"),
}
_PIPEDRIVE_DEALS: Headers = {
    "id": ("deal - id", "affaire - id", "affare - id"),
    "name": ("deal - title", "affaire - titre", "affare - titolo"),
    "amount": ("deal - value", "affaire - valeur", "affare - valore"),
    "currency": ("deal - currency of value", "deal - currency", "affaire - devise de valeur", "affaire - devise"),
    "owner": ("deal - owner", "affaire - propriétaire", "affare - proprietario"),
    "account": ("deal - organization", "deal - organisation", "affaire - organisation", "affare - organizzazione"),
    "funnel": ("deal - pipeline", "affaire - pipeline", "affare - pipeline"),
    "stage": ("deal - stage", "affaire - étape", "affare - fase"),
    "status": ("deal - status", "affaire - statut", "affare - stato"),
    "created": ("deal - deal created", "affaire - affaire créée", "affare - affare creato"),
    "closed": ("deal - won time", "affaire - date du gain"),
    "lost_time": ("deal - lost time", "affaire - date de la perte"),
    "expected_close": ("deal - expected close date", "affaire - date de clôture prévue"),
    "last_activity": ("deal - last activity date", "affaire - date de la dernière activité"),
    "source": ("deal - source", "deal - lead source", "deal - source channel"),
}
_SALESFORCE_DEALS: Headers = {
    "id": ("opportunity id", "id", "opportunityid"),
    "name": ("opportunity name", "name", "nom de l'opportunité", "nome opportunità"),
    "owner": ("opportunity owner", "ownerid", "owner", "propriétaire de l'opportunité", "titolare opportunità"),
    "account": ("account name", "accountid", "nom du compte", "nome account"),
    "stage": ("stage", "stagename", "étape", "fase"),
    "amount": ("amount", "montant", "importo"),
    "currency": ("amount currency", "currencyisocode"),
    "closed": ("close date", "closedate", "date de clôture", "data chiusura"),
    "created": ("created date", "createddate", "date de création", "data creazione"),
    "source": ("lead source", "leadsource", "origine de la piste", "fonte del lead"),
    "last_activity": ("last activity", "lastactivitydate"),
}
_ZOHO_DEALS: Headers = {
    "id": ("record id", "deal id", "potential id"),
    "name": ("potential name", "deal name"),
    "owner": ("potential owner", "deal owner"),
    "account": ("account name",),
    "funnel": ("pipeline",),
    "stage": ("stage",),
    "amount": ("amount",),
    "currency": ("currency",),
    "created": ("created time",),
    "closed": ("closing date",),
    "source": ("lead source",),
    "last_activity": ("last activity time",),
}
_NOCRM_LEADS: Headers = {
    "id": ("id", "lead id"),
    "name": ("lead", "opportunité", "opportunità"),
    "owner": ("user", "utilisateur", "utente"),
    "funnel": ("pipeline",),
    "stage": ("step", "étape", "fase"),
    "status": ("status", "statut", "stato"),
    "amount": ("amount", "montant", "importo"),
    "currency": ("currency", "devise"),
    "created": ("created_at", "created at", "créé le"),
    "closed": ("closed_at", "closed at", "clôturé le"),
    "expected_close": ("estimated_closing_date", "estimated closing date"),
    "source": ("source",),
}

_HUBSPOT_ACTIVITY: Headers = {
    "id": _HUBSPOT_DEALS["id"],
    "date": ("activity date", "date d'activité", "date de l'activité", "data dell'attività", "data attività"),
    "owner": (
        *("activity assigned to", "assigned to", "call assigned to", "activité attribuée à", "attribué à"),
        *("attività assegnata a", "assegnato a"),
    ),
    "deal": (
        *("associated deal ids", "associated deal id", "associated deals", "associated deal"),
        *("id de transaction associés", "ids transaction associée", "transaction associée", "transactions associées"),
        *("id affare associati", "affare associato", "affari associati"),
    ),
    "prospect": (
        *("associated contact ids", "associated contact id", "associated contacts", "associated contact"),
        *("id de contact associés", "ids contact associé", "contact associé", "id contatto associati"),
    ),
}

_CALL = ("call title", "call outcome", "titre de l'appel", "résultat de l'appel", "esito della chiamata")
_MEETING = ("meeting name", "meeting outcome", "meeting start time", "nom de la réunion", "nome riunione")
_EMAIL = ("email subject", "objet de l'e-mail", "oggetto dell'e-mail")
_TASK = ("task title", "task type", "titre de la tâche", "titolo attività")
_NOTE = ("note body", "corps de la note", "corpo della nota")

EXPORTS: tuple[Export, ...] = (
    *FURTHER,
    Export("HubSpot", "deals", (_HUBSPOT_DEALS["name"], _HUBSPOT_DEALS["stage"]), _HUBSPOT_DEALS),
    Export("Pipedrive", "deals", (_PIPEDRIVE_DEALS["status"], _PIPEDRIVE_DEALS["stage"]), _PIPEDRIVE_DEALS),
    Export("Zoho", "deals", (_ZOHO_DEALS["name"], _ZOHO_DEALS["stage"], ("created time", "closing date")), _ZOHO_DEALS),
    Export(
        "Salesforce",
        "deals",
        (_SALESFORCE_DEALS["stage"], _SALESFORCE_DEALS["closed"], ("opportunity name", *_SALESFORCE_DEALS["owner"])),
        _SALESFORCE_DEALS,
    ),
    Export("noCRM", "deals", (_NOCRM_LEADS["name"], _NOCRM_LEADS["stage"], _NOCRM_LEADS["status"]), _NOCRM_LEADS),
    Export(
        "HubSpot",
        "activities",
        (
            _HUBSPOT_ACTIVITY["date"],
            ("activity type", "engagement type", "type d'activité", "tipo di attività"),
        ),
        {
            **_HUBSPOT_ACTIVITY,
            "action": ("activity type", "engagement type", "type d'activité", "tipo di attività"),
            "result": ("call outcome", "meeting outcome", "résultat de l'appel", "esito della chiamata"),
            "minutes": ("call duration (hh:mm:ss)", "durée de l'appel (hh:mm:ss)", "durata della chiamata (hh:mm:ss)"),
            DONE: ("task status", "statut de la tâche", "stato attività"),
        },
    ),
    Export(
        "HubSpot",
        "activities",
        (_HUBSPOT_ACTIVITY["date"], _CALL, (*_MEETING, *_EMAIL, *_TASK, *_NOTE)),
        {
            **_HUBSPOT_ACTIVITY,
            "result": ("call outcome", "résultat de l'appel", "esito della chiamata", "meeting outcome"),
            "minutes": ("call duration (hh:mm:ss)", "durée de l'appel (hh:mm:ss)", "durata della chiamata (hh:mm:ss)"),
            DONE: ("task status", "statut de la tâche", "stato attività"),
        },
        kinds=(
            *(Sign("call", (header,)) for header in _CALL),
            *(Sign("meeting", (header,)) for header in _MEETING),
            *(Sign("email", (header,)) for header in _EMAIL),
            *(Sign("task", (header,)) for header in _TASK),
            *(Sign("note", (header,)) for header in _NOTE),
        ),
    ),
    Export(
        "HubSpot",
        "activities",
        (
            _HUBSPOT_ACTIVITY["date"],
            ("call title", "call outcome", "titre de l'appel", "résultat de l'appel", "esito della chiamata"),
        ),
        {
            **_HUBSPOT_ACTIVITY,
            "result": ("call outcome", "résultat de l'appel", "esito della chiamata"),
            "minutes": ("call duration (hh:mm:ss)", "durée de l'appel (hh:mm:ss)", "durata della chiamata (hh:mm:ss)"),
        },
        {"action": "call"},
    ),
    Export(
        "HubSpot",
        "activities",
        (_HUBSPOT_ACTIVITY["date"], ("email subject", "objet de l'e-mail", "oggetto dell'e-mail")),
        {**_HUBSPOT_ACTIVITY, "result": ("email send status", "statut d'envoi de l'e-mail")},
        {"action": "email"},
    ),
    Export(
        "HubSpot",
        "activities",
        (
            ("meeting start time", "heure de début de la réunion", *_HUBSPOT_ACTIVITY["date"]),
            ("meeting name", "meeting outcome", "nom de la réunion", "résultat de la réunion", "nome riunione"),
        ),
        {
            **_HUBSPOT_ACTIVITY,
            "date": ("meeting start time", "heure de début de la réunion", *_HUBSPOT_ACTIVITY["date"]),
            "result": ("meeting outcome", "résultat de la réunion", "esito della riunione"),
        },
        {"action": "meeting"},
    ),
    Export(
        "Pipedrive",
        "activities",
        (("activity - type",), ("activity - due date", "activity - marked as done time")),
        {
            "id": ("activity - id",),
            "date": ("activity - marked as done time", "activity - due date"),
            "owner": ("activity - assigned to user",),
            "action": ("activity - type",),
            "result": ("activity - outcome",),
            "deal": ("activity - deal id", "deal - id", "activity - deal", "deal - title"),
            "prospect": ("activity - person id", "person - id", "activity - contact person"),
            "minutes": ("activity - duration",),
            DONE: ("activity - done",),
        },
    ),
    Export(
        "Salesforce",
        "activities",
        (("due date", "activitydate", "date"), ("assigned to", "assigned", "ownerid"), ("subject",)),
        {
            "id": ("activity id", "task id", "id"),
            "date": ("activitydate", "due date", "date"),
            "owner": ("assigned to", "assigned", "ownerid"),
            "action": ("tasksubtype", "task subtype", "type", "subject"),
            "result": ("calldisposition", "call result"),
            "deal": ("whatid", "opportunity id", "related to", "opportunity", "opportunity name"),
            "prospect": ("whoid", "name"),
            DONE: ("status", "task status"),
        },
        only=SALESFORCE_LIVE,
    ),
    Export(
        "Zoho",
        "activities",
        (("call start time",), ("call owner", "call type")),
        {
            "id": ("record id", "call id"),
            "date": ("call start time",),
            "owner": ("call owner",),
            "result": ("call result",),
            "deal": ("related to",),
            "prospect": ("contact name",),
            DONE: ("outgoing call status", "call status"),
        },
        {"action": "call"},
    ),
    Export(
        "Salesforce",
        "history",
        (("opportunityid", "opportunity id"), ("stagename", "to stage"), ("createddate", "last modified")),
        {
            "deal": ("opportunityid", "opportunity id"),
            "stage": ("stagename", "to stage"),
            "entered": ("createddate", "last modified"),
            "stage_order": ("stagesortorder", "stage sort order"),
            "probability": ("probability", "probability (%)"),
        },
    ),
)
