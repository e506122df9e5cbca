"""The stages that systems come with, in their order: used where a pipeline still has them and nothing else tells."""

from collections.abc import Collection

from salesplan.records.recognise.synonyms import plain

_HUBSPOT = (
    ("appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin", "contractsent"),
    (
        *("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Decision Maker Bought-In"),
        "Contract Sent",
    ),
    (
        *(
            "Rendez-vous planifié",
            "Qualifié pour acheter",
            "Présentation planifiée",
            "Décideur acquis",
            "Contrat envoyé",
        ),
    ),
)
_SALESFORCE = (
    (
        *("Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Id. Decision Makers"),
        *("Perception Analysis", "Proposal/Price Quote", "Negotiation/Review"),
    ),
)
_ZOHO = (
    (
        *("Qualification", "Needs Analysis", "Value Proposition", "Identify Decision Makers", "Proposal/Price Quote"),
        "Negotiation/Review",
    ),
)
_PIPEDRIVE = (("Qualified", "Contact Made", "Demo Scheduled", "Proposal Made", "Negotiations Started"),)
_DYNAMICS = (("1-Qualify", "2-Develop", "3-Propose", "4-Close"), ("Qualify", "Develop", "Propose", "Close"))
_ODOO = (("New", "Qualified", "Proposition"),)
_BITRIX24 = (("NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE"),)

USUAL: tuple[tuple[str, ...], ...] = (*_HUBSPOT, *_SALESFORCE, *_ZOHO, *_PIPEDRIVE, *_DYNAMICS, *_ODOO, *_BITRIX24)


def usual_order(stages: Collection[str]) -> tuple[str, ...]:
    """These stages in the order of a system's usual pipeline; empty where they are not all of one, or only one."""
    spelt = {plain(stage): stage for stage in stages}
    if len(spelt) < 2:  # noqa: PLR2004  (one stage has no order)
        return ()
    for pipeline in USUAL:
        known = [plain(stage) for stage in pipeline]
        if set(spelt) <= set(known):
            return tuple(spelt[stage] for stage in known if stage in spelt)
    return ()
