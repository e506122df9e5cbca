"""What people and systems call our columns: one table for reading a file and for what is proposed where it does not do.

Compared are letters and digits alone, so that `StageName`, `STAGE_NAME`, `stage name` and `Stage-Name` are one word.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Words = Mapping[str, str]

_OWNER = (
    "owner dealowner opportunityowner ownername owneremail ownerfullname ownerid ownerrepid hubspotownerid salesrep "
    "salesrepname salesrepresentative salesagent salesperson salespersonname rep repname repid accountexecutive "
    "accountmanager assignedto assignee assigneduser responsible responsibleperson closer commercial vendeur "
    "proprietaire responsable venditore proprietario agente assegnatoa attribuea vendedor comercial verkaufer "
    "vertriebsmitarbeiter besitzer inhaber zustandig"
)
_ACCOUNT = (
    "account accountname accountid customer customername client clientname company companyname organization "
    "organisation organizationname associatedcompany potentialcustomer compte societe azienda cliente empresa "
    "kunde firma"
)
_SOURCE = (
    "source leadsource dealsource origin leadorigin channel originalsource utmsource origine origen canal canale "
    "quelle herkunft fonte"
)

STRONG: Mapping[str, Words] = {
    "deals": {
        "id": "id dealid opportunityid opportunityguid recordid potentialid hsobjectid dealnumber opportunitynumber",
        "name": (
            "name dealname dealtitle title opportunity opportunityname potentialname topic nomdelaffaire nomaffaire "
            "nomdelopportunite nometrattativa nomeopportunita nombredelnegocio nombredelaoportunidad"
        ),
        "owner": _OWNER,
        "account": _ACCOUNT,
        "funnel": "funnel pipeline pipelinename dealpipeline salespipeline entonnoir tunnel embudo",
        "stage": (
            "stage stagename dealstage dealstagename dealstageid opportunitystage salesstage pipelinestage "
            "currentstage stageid step stepname phase etape etapedevente fase fasetrattativa etapa "
            "etapadelnegocio verkaufsphase"
        ),
        "status": (
            "status dealstatus opportunitystatus statecode outcome dealoutcome wonlost statut statutaffaire stato "
            "statotrattativa estado"
        ),
        "amount": (
            "amount dealamount opportunityamount dealvalue opportunityvalue closevalue value actualvalue "
            "estimatedvalue totalvalue contractvalue price revenue actualrevenue acv tcv montant valeur importo "
            "valore importe monto valor betrag wert umsatz chiffredaffaires ca expectedrevenue"
        ),
        "currency": (
            "currency currencycode currencyisocode dealcurrency transactioncurrency devise valuta moneda wahrung"
        ),
        "created": (
            "created createdat createdon createddate createdate createdtime creationdate datecreated dealcreated "
            "dealcreatedat dealcreateddate opened openedat opendate engagedate begindate creele datedecreation "
            "datecreation datadicreazione datacreazione creatoil fechadecreacion fechacreacion creadoel erstelltam "
            "erstellungsdatum"
        ),
        "closed": (
            "closed closedat closedon closeddate closedate closeat closingdate dateclosed actualclosedate closedtime "
            "dealclosedat datedecloture datecloture datedefermeture datadichiusura datachiusura chiusoil fechadecierre "
            "fechacierre cerradoel abschlussdatum geschlossenam"
        ),
        "expected_close": (
            "expectedclose expectedclosedate expectedclosingdate estimatedclosedate estimatedclosingdate estclosedate "
            "datedeadline forecastclosedate datedeclotureprevue dateclotureprevue datachiusuraprevista "
            "chiusuraprevista fechaprevistadecierre voraussichtlichesabschlussdatum"
        ),
        "source": _SOURCE,
        "last_activity": (
            "lastactivity lastactivitydate lastactivityat lastcontact lastcontacted lastcontactdate "
            "datedeladerniereactivite derniereactivite dataultimaattivita ultimaattivita ultimaactividad "
            "letzteaktivitat"
        ),
        "credited": "credited creditedto dealsplit splits",
        "refunded": "refunded refundedamount refundamount rembourse rimborsato",
        "refunded_on": "refundedon refunddate refundedat",
        "paid_on": "paidon paiddate paidat datepaid paymentdate datedepaiement datapagamento",
        "contract_start": "contractstart contractstartdate",
        "contract_end": "contractend contractenddate",
        "notice_days": "noticedays noticeperioddays",
        "auto_renew": "autorenew autorenewal",
        "margin": "margin marginamount grossprofit montantdelamarge margebrute marginelordo rohertrag",
        "next_step": "nextstep nextsteps prochaineetape prossimopasso",
        "is_won": "iswon won isclosedwon hsisclosedwon",
        "is_closed": "isclosed hsisclosed",
        "is_lost": "islost isclosedlost hsisclosedlost",
        "is_deleted": "isdeleted",
        "won_time": "wontime wondate wonat wonon datewon datedegain datavincita",
        "lost_time": "losttime lostdate lostat loston datelost datedeperte dataperdita",
    },
    "activities": {
        "id": "id activityid taskid callid",
        "date": "date activitydate activityat activitytime activitydatetime callat calldate completedat completeddate",
        "owner": _OWNER,
        "action": "action activitytype actiontype tasktype engagementtype typedactivite tipoattivita",
        "result": "result outcome disposition callresult calloutcome calldisposition resultat risultato resultado",
        "deal": "deal dealid dealname opportunity opportunityid associateddeal associateddealid associateddealids",
        "prospect": "prospect prospectid contact contactid contactname lead leadid person personid",
        "minutes": "minutes durationminutes durationmin",
        "count": "count",
    },
    "history": {
        "deal": "deal dealid opportunity opportunityid",
        "stage": "stage stagename tostage newstage stageto dealstage etape fase",
        "entered": "entered enteredat enteredon entrydate entereddate stageentered changedat changedate changedon",
    },
    "prospects": {
        "id": "id prospectid leadid contactid recordid",
        "name": "name fullname contactname leadname",
        "account": _ACCOUNT,
        "owner": _OWNER,
        "source": _SOURCE,
    },
}
"""By table and column, the words that are read without asking, the likeliest first."""

WEAK: Mapping[str, Words] = {
    "deals": {
        "id": "key number identifiant numero leadid",
        "owner": "agent user",
        "funnel": "process",
        "status": "state result",
        "amount": "total sales deal mrr arr",
        "created": "startdate date entrydate",
        "closed": "enddate",
        "expected_close": "due duedate deadline",
    },
    "activities": {
        "date": "day when timestamp createdat created createddate duedate",
        "owner": "agent user",
        "action": "type kind activity subject tache",
        "minutes": "duration duree durata",
        "count": "number quantity nombre",
    },
    "history": {
        "deal": "id recordid leadid key",
        "stage": "newvalue status step phase",
        "entered": "date timestamp created createdat createddate",
    },
    "prospects": {"id": "email mail key"},
}
"""Words that may mean a column as well as something else: proposed, never read by themselves."""

_CURRENCIES = re.compile(r"^(.+?)(usd|eur|gbp|chf|cad|aud|brl|inr|euro?s?)$")


def squash(header: str) -> str:
    """A header's letters and digits in lower case, without accents and without the `__c` of custom fields."""
    text = unicodedata.normalize("NFKD", header.removesuffix("__c").casefold())
    return "".join(sign for sign in text if sign.isalnum())


def synonym(shape: str, names: Sequence[str], headers: Sequence[str], *, weak: bool = False) -> dict[str, int]:
    """Which of the headers stands for which of the columns asked for: each header once, the likeliest word first.

    Args:
        shape: the table.
        names: the columns that are looked for.
        headers: the file's; an empty one is never taken.
        weak: whether words that may mean something else count too.
    """
    places: dict[str, int] = {}
    for place, header in reversed(list(enumerate(headers))):
        if key := squash(header):
            places[key] = place
            if money := _CURRENCIES.fullmatch(key):
                places.setdefault(money[1], place)
    found: dict[str, int] = {}
    for name in names:
        words = [squash(name), *STRONG.get(shape, {}).get(name, "").split()]
        words += WEAK.get(shape, {}).get(name, "").split() if weak else []
        at = next((places[word] for word in words if word in places and places[word] not in found.values()), None)
        if at is not None:
            found[name] = at
    return found
