import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from apps.qualifications.states import Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import *
pytestmark = pytest.mark.django_db

def show(name, c):
    print("=====", name, len([q for q in c.captured_queries if not q["sql"].startswith(("SAVEPOINT","RELEASE"))]))
    for q in c.captured_queries: print("   ", q["sql"][:230].replace('"',''))

def test_x(client):
    boss=MemberFactory(); member=MemberFactory(line_manager=boss)
    MemberFactory(line_manager=boss)
    q=QualificationFactory()
    client.force_login(member.user)
    client.get("/catalogue/")
    for name,url in [("catalogue","/catalogue/?q=award&mine=yes"),("detail",q.get_absolute_url()),("enrol get",q.get_absolute_url()+"enrol/")]:
        with CaptureQueriesContext(connection) as c: assert client.get(url).status_code==200
        show(name,c)
    with CaptureQueriesContext(connection) as c: r=client.post(q.get_absolute_url()+"enrol/"); assert r.status_code==302
    show("enrol POST",c)
    e=enrolment_in(Status.SUBMITTED, member=MemberFactory(line_manager=boss))
    for name,url in [("list","/enrolments/"),("draft",r.url),("units",r.url+"units/")]:
        with CaptureQueriesContext(connection) as c: assert client.get(url).status_code==200
        show(name,c)
    client.force_login(boss.user); client.get("/catalogue/")
    with CaptureQueriesContext(connection) as c: r=client.get(e.get_absolute_url())
    show("boss enrolment",c)
    with CaptureQueriesContext(connection) as c: r=client.post(f"/enrolments/{e.pk}/decide/", {"decision":"approved"}); assert r.status_code==302
    show("decide POST",c)
    assert 0
