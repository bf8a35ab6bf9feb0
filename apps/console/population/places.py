"""Where people work: towns of each region, kinds of office, and the roles that belong to an organisation."""

TOWNS = {
    "EM": ["Nottingham", "Leicester", "Derby", "Lincoln", "Northampton", "Mansfield"],
    "EE": ["Norwich", "Ipswich", "Cambridge", "Peterborough", "Chelmsford", "Luton"],
    "LDN": ["Croydon", "Stratford", "Canary Wharf", "Ealing", "Brixton", "Wembley", "Westminster"],
    "NE": ["Newcastle", "Sunderland", "Durham", "Middlesbrough", "Hartlepool", "Gateshead"],
    "NW": ["Manchester", "Liverpool", "Preston", "Bolton", "Carlisle", "Blackpool", "Salford", "Stockport"],
    "NI": ["Belfast", "Derry/Londonderry", "Lisburn", "Newry"],
    "OS": ["Brussels", "Paris", "Calais"],
    "SCT": ["Glasgow", "Edinburgh", "Dundee", "Aberdeen", "Inverness", "East Kilbride"],
    "SE": ["Southampton", "Portsmouth", "Reading", "Dover", "Brighton", "Oxford", "Milton Keynes"],
    "SW": ["Bristol", "Plymouth", "Exeter", "Swindon", "Truro", "Gloucester"],
    "WLS": ["Cardiff", "Swansea", "Newport", "Wrexham", "Bangor", "Merthyr Tydfil"],
    "WM": ["Birmingham", "Coventry", "Wolverhampton", "Stoke-on-Trent", "Telford", "Walsall"],
    "YH": ["Leeds", "Sheffield", "Hull", "Bradford", "York", "Doncaster"],
}
HOME = "Based at home"
OFFICES = {
    "HMPPS": ["Prison", "Young offender institution", "Probation office"],
    "SPS": ["Prison"],
    "HMCTS": ["Combined Court", "Magistrates’ Court", "Tribunal centre"],
    "SCTS": ["Sheriff Court"],
    "DWPC": ["Jobcentre", "Jobcentre", "Service centre", "Pension centre"],
    "HMRCC": ["Regional centre", "Contact centre"],
    "HO": ["Border control", "Passport office", "Casework centre"],
    "DVLA": ["Contact centre", "Records centre"],
    "DVSA": ["Test centre"],
}
OTHER_OFFICES = ["Operations", "Service centre", "Regional office"]

# Roles that only these organisations have; every other role is found everywhere.
ONLY_IN = {
    "Prison officer": {"HMPPS", "SPS"},
    "Court usher": {"HMCTS", "SCTS"},
    "Border officer": {"HO"},
    "Work coach": {"DWPC"},
}
OFTEN_THERE = 4  # times as often as a role found everywhere

NATIONS = {"SPS": "SCT", "SCTS": "SCT", "COPFS": "SCT", "ROS": "SCT", "WGC": "WLS", "WRA": "WLS", "ESTYN": "WLS"}
NATIONS |= {"NIO": "NI", "DVLA": "WLS"}
