"""The people of the demonstration. Their keys are addresses that others rely on: /demo/ signs in by them."""

from dataclasses import dataclass

from apps.accounts.roles import Role


@dataclass(frozen=True)
class Person:
    """`organisation` None is somebody without an HR record. `manager` None reports to the top of their department."""

    key: str
    given_name: str
    family_name: str
    organisation: str | None
    grade: str
    region: str
    job_family: str
    job_title: str
    unit: str
    manager: str | None
    note: str
    roles: tuple[tuple[Role, str | None], ...] = ()
    working_days: str = "MTWTF"

    @property
    def email(self):
        return f"{self.key}@demo.odp.example"

    @property
    def name(self):
        return f"{self.given_name} {self.family_name}"

    @property
    def staff_number(self):
        """D and seven digits, which no made-up person of the population has; None without an HR record."""
        return f"D{PEOPLE.index(self) + 1:07}" if self.organisation else None


PEOPLE = [
    Person(
        key="member",
        given_name="Amara",
        family_name="Okafor",
        organisation="DWPC",
        grade="AO",
        region="NW",
        job_family="HELP",
        job_title="Customer adviser",
        unit="Preston Jobcentre",
        manager="manager",
        note="Advises customers in a jobcentre. Find a qualification, ask for study time and start learning.",
    ),
    Person(
        key="manager",
        given_name="Daniel",
        family_name="Whitworth",
        organisation="DWPC",
        grade="HEO",
        region="NW",
        job_family="LEAD",
        job_title="Team leader",
        unit="Preston Jobcentre",
        manager="senior",
        note="Amara’s line manager. Decide on what waits for him.",
    ),
    Person(
        key="senior",
        given_name="Shazia",
        family_name="Iqbal",
        organisation="DWPC",
        grade="G7",
        region="NW",
        job_family="LEAD",
        job_title="Site or area manager",
        unit="Lancashire jobcentres",
        manager="director",
        note="Daniel’s manager. His people’s requests reach her while his post is empty.",
        working_days="MTW-F",
    ),
    Person(
        key="assessor",
        given_name="Mei",
        family_name="Cheung",
        organisation="HMRCC",
        grade="HEO",
        region="WM",
        job_family="REGU",
        job_title="Compliance caseworker",
        unit="Birmingham compliance centre",
        manager=None,
        note="An assessor. Mark the work in her queue: one piece is overdue, one was sent in again.",
        roles=((Role.ASSESSOR, None),),
    ),
    Person(
        key="assurer",
        given_name="Gareth",
        family_name="Llewellyn",
        organisation="DVLA",
        grade="SEO",
        region="WLS",
        job_family="LEAD",
        job_title="Team leader",
        unit="Swansea contact centre",
        manager=None,
        note="A quality assurer. Confirm or change the decisions in his sample.",
        roles=((Role.QUALITY_ASSURER, None),),
    ),
    Person(
        key="hop-dwp",
        given_name="Fiona",
        family_name="McAllister",
        organisation="DWPC",
        grade="G6",
        region="SCT",
        job_family="LEAD",
        job_title="Site or area manager",
        unit="Glasgow operations",
        manager="director",
        note="Head of profession for Work and Pensions. Decides on surge requests: one waits, one is incomplete.",
        roles=((Role.HEAD_OF_PROFESSION, "DWP"), (Role.STEERING_GROUP, None)),
    ),
    Person(
        key="hop-moj",
        given_name="Olumide",
        family_name="Bankole",
        organisation="MOJC",
        grade="SCS1",
        region="LDN",
        job_family="LEAD",
        job_title="Operations Director",
        unit="Operations directorate",
        manager=None,
        note="Head of profession for Justice. See the figures for prisons, probation, courts and tribunals.",
        roles=((Role.HEAD_OF_PROFESSION, "MOJ"),),
    ),
    Person(
        key="champion",
        given_name="Siobhán",
        family_name="O'Brien",
        organisation="HMRCC",
        grade="EO",
        region="NI",
        job_family="BUSI",
        job_title="Resource planner",
        unit="Belfast regional centre",
        manager=None,
        note="A champion and author in HM Revenue and Customs, with a qualification: see the learning record.",
        roles=((Role.CHAMPION, "HMRCC"), (Role.AUTHOR, "HMRC")),
        working_days="MTWT-",
    ),
    Person(
        key="central",
        given_name="Zainab",
        family_name="Hussain",
        organisation="CO",
        grade="SEO",
        region="YH",
        job_family="BUSI",
        job_title="Profession manager",
        unit="ODP central team",
        manager=None,
        note="The central team. See messages, jobs and questions in the console.",
        roles=((Role.CENTRAL, None),),
    ),
    Person(
        key="host",
        given_name="Marek",
        family_name="Kowalczyk",
        organisation="HMCTS",
        grade="G7",
        region="YH",
        job_family="LEAD",
        job_title="Site or area manager",
        unit="Leeds Combined Court",
        manager=None,
        note="Runs a court centre, offers places there, and asks for people in a surge.",
        roles=((Role.SURGE_LEAD, "HMCTS"),),
    ),
    Person(
        key="partner",
        given_name="Linh",
        family_name="Nguyễn",
        organisation=None,
        grade="",
        region="",
        job_family="",
        job_title="",
        unit="",
        manager=None,
        note="Works for a company that offers places to civil servants, so has an account but no HR record.",
    ),
    Person(
        key="director",
        given_name="Margaret",
        family_name="Sinclair",
        organisation="DWPC",
        grade="SCS2",
        region="LDN",
        job_family="LEAD",
        job_title="Operations Director",
        unit="Work and Health Services",
        manager=None,
        note="Has said where she stands with the seven capabilities. Her manager sees two of them differently.",
    ),
    Person(
        key="apprentice",
        given_name="Jamie",
        family_name="Sutherland",
        organisation="HMRCC",
        grade="AO",
        region="NE",
        job_family="HELP",
        job_title="Customer adviser",
        unit="Newcastle contact centre",
        manager=None,
        note="In the first year of an apprenticeship. One assignment is not yet met: change it and send it again.",
    ),
    Person(
        key="newcomer",
        given_name="Ioana",
        family_name="Popescu",
        organisation="DWPC",
        grade="AA",
        region="NW",
        job_family="BUSI",
        job_title="Business support officer",
        unit="Preston Jobcentre",
        manager="manager",
        note="Signed in for the first time yesterday and has nothing yet.",
    ),
]
BY_KEY = {person.key: person for person in PEOPLE}
STAFF = {person.staff_number: person for person in PEOPLE if person.organisation}
