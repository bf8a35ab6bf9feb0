"""What each address answers to each person. A route that is not here, or a row without a route, fails the matrix.

The columns are the people of test_p07_matrix.py: somebody signed out; the member whose things they are; the member's
line manager; a colleague of the same department without any relation; the heads of profession of the member's
department and of another; an assessor; and the central team. Beside them the manager's own manager and a stranger of
another department, who where nothing else is said are answered as the colleague is; and whoever stands in for the
manager today, who is answered as the manager is. 404 is "not yours", the same as "not there"; 403 is "yours to see,
not to do".
"""

NAMED = ["anonymous", "member", "manager", "colleague", "head", "other_head", "assessor", "central"]
LIKE = {"senior": "colleague", "stranger": "colleague", "deputy": "manager"}
PEOPLE = [*NAMED, *LIKE]


def row(*statuses, **others):
    named = dict(zip(NAMED, statuses, strict=True))
    return named | {name: named[like] for name, like in LIKE.items()} | others


OPEN = row(200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = row(302, 200, 200, 200, 200, 200, 200, 200)
TO_FILL_IN = row(302, 422, 422, 422, 422, 422, 422, 422)
MOVES_ON = row(302, 302, 302, 302, 302, 302, 302, 302)
OWN = row(302, 200, 404, 404, 404, 404, 404, 404)
LINE = row(302, 200, 200, 404, 404, 404, 404, 200)
OWN_TO_DO = row(302, 200, 403, 404, 404, 404, 404, 403)  # the line manager and the central team may only look
OWN_BUT_NOT_NOW = row(302, 409, 403, 404, 404, 404, 404, 403)
OWN_AND_ON = row(302, 302, 404, 404, 404, 404, 404, 404)
OWN_AND_DONE = row(302, 302, 403, 404, 404, 404, 404, 403)  # a second click leads where the first one did
OWN_TO_ANSWER = row(302, 422, 403, 404, 404, 404, 404, 403)  # nothing was typed
OWN_DRAFT = row(302, 200, 404, 404, 404, 404, 404, 403)  # nobody is shown what was not sent, but the central team
DECIDER = row(302, 403, 200, 404, 404, 404, 404, 403)
FIGURES = row(302, 404, 404, 404, 200, 200, 404, 200)
QUEUE = row(302, 404, 404, 404, 404, 404, 200, 404)
CENTRAL = row(302, 404, 404, 404, 404, 404, 404, 200)
NOT_THERE = row(302, 404, 404, 404, 404, 404, 404, 404)

# name: (method, where, what); where is the name of a thing in the world of the test, or None
ROUTES = {
    "health_live": ("GET", None, OPEN),
    "health_ready": ("GET", None, OPEN),
    "approvals:task_list": ("GET", None, SIGNED_IN),
    "approvals:task_detail": ("GET", "task", LINE),
    "approvals:task_next": ("GET", None, MOVES_ON),
    "approvals:tasks_together": ("GET", None, MOVES_ON),  # nothing is selected
    "approvals:case_open": ("GET", "refused_task", OWN_TO_DO),
    "approvals:stand_in_list": ("GET", None, SIGNED_IN),
    "approvals:stand_in_set": ("GET", None, SIGNED_IN),
    "approvals:stand_in_end": ("GET", "stand_in", row(302, 404, 200, 404, 404, 404, 404, 200)),
    "certificates:certificate_list": ("GET", None, SIGNED_IN),
    "certificates:certificate_download": ("GET", "certificate", OWN),
    "certificates:credential_download": ("GET", "certificate", OWN),
    "certificates:certificate_remake": ("POST", "certificate", OWN_AND_ON),
    "certificates:status_list": ("GET", "status_list", OPEN),
    "certificates:did_show": ("GET", None, OPEN),
    "certificates:share_list": ("GET", None, SIGNED_IN),
    "certificates:share_end": ("GET", "share", OWN),
    "certificates:certificate_find": ("GET", None, OPEN),
    "certificates:certificate_verify": ("GET", "code", OPEN),
    "console:overview": ("GET", None, CENTRAL),
    "console:case_list": ("GET", None, CENTRAL),
    "console:case_detail": ("GET", "case", CENTRAL),
    "console:case_take": ("POST", "case", row(302, 404, 404, 404, 404, 404, 404, 302)),
    "console:certificate_list": ("GET", None, CENTRAL),
    "console:certificate_detail": ("GET", "certificate", CENTRAL),
    "console:certificate_reissue": ("GET", "certificate", CENTRAL),
    "console:certificate_revoke": ("GET", "certificate", CENTRAL),
    "console:finding_list": ("GET", None, CENTRAL),
    "console:claim_list": ("GET", None, CENTRAL),
    "console:claim_export": ("GET", None, row(302, 404, 404, 404, 404, 404, 404, 302)),  # no awarding body is named
    "console:claim_detail": ("GET", "claim", CENTRAL),
    "console:claim_download": ("GET", "claim", CENTRAL),
    "console:ladder_list": ("GET", None, CENTRAL),
    "console:ladder_set": ("GET", None, CENTRAL),
    "console:ladder_remove": ("GET", "ladder", CENTRAL),
    "console:person_search": ("GET", None, CENTRAL),
    "console:person_detail": ("GET", "person", CENTRAL),
    "console:grant_list": ("GET", None, CENTRAL),
    "console:grant_give": ("GET", None, CENTRAL),
    "console:grant_check": ("GET", None, row(302, 404, 404, 404, 404, 404, 404, 302)),  # nobody has typed anything
    "console:grant_end": ("GET", "grant", CENTRAL),
    "console:import_list": ("GET", None, CENTRAL),
    "console:import_upload": ("GET", None, CENTRAL),
    "console:import_detail": ("GET", "upload", CENTRAL),
    "console:import_confirm": ("POST", "upload", row(302, 404, 404, 404, 404, 404, 404, 302)),
    "console:import_cancel": ("POST", "upload", row(302, 404, 404, 404, 404, 404, 404, 302)),
    "console:message_list": ("GET", None, CENTRAL),
    "console:message_detail": ("GET", "message", CENTRAL),
    "console:job_list": ("GET", None, CENTRAL),
    "console:job_detail": ("GET", "job", CENTRAL),
    "console:job_retry": ("GET", "job", CENTRAL),
    "console:dispute_list": ("GET", None, CENTRAL),
    "console:dispute_detail": ("GET", "dispute", CENTRAL),
    "console:submission_list": ("GET", None, CENTRAL),
    "console:submission_allocate": ("GET", "marking", CENTRAL),
    "console:circumstances_list": ("GET", None, CENTRAL),
    "console:circumstances_decide": ("GET", "circumstances", CENTRAL),
    "console:assessor_list": ("GET", None, CENTRAL),
    "console:assessor_suites": ("GET", "grant", CENTRAL),
    "console:health_deep": ("GET", None, CENTRAL),
    "home:home": ("GET", None, OPEN),
    "home:profile_detail": ("GET", None, SIGNED_IN),
    "home:record_detail": ("GET", None, SIGNED_IN),
    "home:record_shared": ("GET", "token", OPEN),
    "home:held_detail": ("GET", None, SIGNED_IN),
    "home:held_export": ("GET", None, SIGNED_IN),
    "home:team_list": ("GET", None, SIGNED_IN),
    "home:help": ("GET", None, OPEN),
    "home:accessibility": ("GET", None, OPEN),
    "home:privacy": ("GET", None, OPEN),
    "home:cookies": ("GET", None, OPEN),
    "home:am_i_in_the_profession": ("GET", None, OPEN),
    "insights:uptake": ("GET", None, FIGURES),
    "insights:uptake_export": ("GET", "table", FIGURES),
    "learning:unit_detail": ("GET", "unit", OWN),
    "learning:page_read": ("GET", "page", OWN),
    "learning:attempt_start": ("GET", "unit", OWN),
    "learning:question_answer": ("GET", "question", OWN),
    "learning:attempt_check": ("GET", "unit", OWN),
    "learning:attempt_result": ("GET", "attempt", OWN),
    "learning:work_detail": ("GET", "draft_work", OWN),
    "learning:criterion_answer": ("GET", "criterion", OWN),
    "learning:file_download": ("GET", "draft_file", OWN),
    "learning:file_remove": ("POST", "draft_file", OWN_AND_ON),
    "learning:work_submit": ("GET", "draft_work", OWN),
    "learning:submission_detail": ("GET", "submission", OWN),
    "learning:work_withdraw": ("GET", "sent_work", OWN),
    "learning:mark_appeal": ("GET", "referred_work", OWN),
    "learning:circumstances_ask": ("GET", "referred_work", OWN),
    "learning:marking_list": ("GET", None, QUEUE),
    "learning:submission_mark": ("GET", "marking", QUEUE),
    "learning:mark_check": ("GET", "check", row(302, *[404] * 7)),  # a quality assurer has it
    "learning:appeal_decide": ("GET", "appeal", QUEUE),
    "learning:marking_file": ("GET", "marking_file", QUEUE),
    "members:interests_change": ("GET", None, SIGNED_IN),
    "members:aims_change": ("GET", None, SIGNED_IN),
    "members:learning_needs_change": ("GET", None, SIGNED_IN),
    "members:consent_list": ("GET", None, SIGNED_IN),
    "members:consent_give": ("POST", "purpose", MOVES_ON),
    "members:consent_withdraw": ("POST", "purpose", MOVES_ON),
    "members:look_list": ("GET", None, SIGNED_IN),
    "members:download_request": ("POST", None, MOVES_ON),
    "members:download_file": ("GET", "download", OWN),
    "members:manager_propose": ("GET", None, row(302, 302, 200, 200, 200, 200, 200, 200)),
    "members:manager_check": ("GET", None, MOVES_ON),  # nobody has typed anything
    # Between the two of them: whoever stands in decides requests, not who manages whom.
    "members:proposal_detail": ("GET", "proposal", row(302, 200, 200, 404, 404, 404, 404, 200, deputy=404)),
    "members:proposal_confirm": ("POST", "proposal", row(302, 403, 302, 404, 404, 404, 404, 403, deputy=404)),
    "members:proposal_decline": ("GET", "proposal", row(302, 403, 200, 404, 404, 404, 404, 403, deputy=404)),
    "members:proposal_withdraw": ("POST", "proposal", row(302, 302, 403, 404, 404, 404, 404, 403, deputy=404)),
    "notifications:message_list": ("GET", None, SIGNED_IN),
    "notifications:messages_mark_read": ("POST", None, MOVES_ON),
    "notifications:preferences_change": ("GET", None, SIGNED_IN),
    "qualifications:qualification_list": ("GET", None, SIGNED_IN),
    "qualifications:qualification_detail": ("GET", "slug", SIGNED_IN),
    "qualifications:enrolment_start": ("GET", "slug", SIGNED_IN),
    "qualifications:enrolment_list": ("GET", None, SIGNED_IN),
    "qualifications:enrolment_detail": ("GET", "studying", LINE),
    "qualifications:enrolment_units": ("GET", "draft", OWN_DRAFT),
    "qualifications:units_check": ("POST", "draft", OWN_DRAFT),
    "qualifications:enrolment_time": ("GET", "draft", OWN_DRAFT),
    "qualifications:time_check": ("POST", "draft", OWN_DRAFT),
    "qualifications:enrolment_purpose": ("GET", "draft", OWN_DRAFT),
    "qualifications:enrolment_check": ("GET", "draft", OWN_DRAFT),
    "qualifications:study_time_decide": ("GET", "submitted_refusal", DECIDER),
    "qualifications:changes_accept": ("POST", "submitted", OWN_BUT_NOT_NOW),
    "qualifications:learning_start": ("POST", "studying", OWN_AND_DONE),
    "qualifications:enrolment_withdraw": ("GET", "studying", OWN_TO_DO),
    "qualifications:study_time_appeal": ("GET", "declined", OWN_TO_DO),
    "qualifications:study_times_decide": ("POST", None, MOVES_ON),
    "qualifications:study_log_list": ("GET", "studying", LINE),
    "qualifications:study_log_add": ("GET", "studying", OWN_TO_DO),
    "qualifications:study_log_strike": ("POST", "log", OWN_AND_ON),
    "qualifications:study_change_ask": ("GET", "studying", OWN_TO_DO),
    "qualifications:study_change_decide": ("GET", "change_refusal", DECIDER),
    "qualifications:study_change_accept": ("POST", "change", OWN_BUT_NOT_NOW),
    "qualifications:study_change_withdraw": ("GET", "change", OWN_TO_DO),
    "qualifications:study_change_appeal": ("GET", "refused_change", OWN_TO_DO),
    "demo_people": ("GET", None, OPEN),
    "demo_sign_in": ("POST", None, row(*[404] * len(NAMED))),
    # Each person's own way of signing in: allauth's pages, which know nobody but the person who asks.
    "account_login": ("GET", None, row(200, *[302] * 7)),
    "account_request_login_code": ("GET", None, row(200, *[302] * 7)),
    "account_signup": ("GET", None, MOVES_ON),
    "account_confirm_login_code": ("GET", None, MOVES_ON),
    "account_logout": ("GET", None, SIGNED_IN),
    "account_inactive": ("GET", None, OPEN),
    "account_reauthenticate": ("GET", None, SIGNED_IN),
    "account_no_record": ("GET", None, MOVES_ON),
    "session_status": ("GET", None, SIGNED_IN),
    "usersessions_list": ("GET", None, SIGNED_IN),
    "mfa_index": ("GET", None, SIGNED_IN),
    "mfa_authenticate": ("GET", None, MOVES_ON),
    "mfa_reauthenticate": ("GET", None, MOVES_ON),
    "mfa_activate_totp": ("GET", None, SIGNED_IN),
    "mfa_deactivate_totp": ("GET", None, NOT_THERE),
    "mfa_view_recovery_codes": ("GET", None, NOT_THERE),
    "mfa_generate_recovery_codes": ("GET", None, SIGNED_IN),
    "mfa_download_recovery_codes": ("GET", None, NOT_THERE),
    "mfa_list_webauthn": ("GET", None, SIGNED_IN),
    "mfa_add_webauthn": ("GET", None, SIGNED_IN),
    "mfa_login_webauthn": ("GET", None, MOVES_ON),
    "mfa_reauthenticate_webauthn": ("GET", None, MOVES_ON),
    "mfa_remove_webauthn": ("GET", "passkey", NOT_THERE),
    "mfa_edit_webauthn": ("GET", "passkey", NOT_THERE),
    "socialaccount_connections": ("GET", None, SIGNED_IN),
    "socialaccount_login_cancelled": ("GET", None, OPEN),
    "openid_connect_login": ("GET", "provider", row(*[404] * len(NAMED))),
    "openid_connect_callback": ("GET", "provider", row(*[404] * len(NAMED))),
}
# What else can be posted to, of the routes above that are read: without any data, and to the same things.
WRITES = {
    "approvals:case_open": OWN_TO_ANSWER,
    "approvals:stand_in_set": TO_FILL_IN,
    "approvals:stand_in_end": row(302, 404, 302, 404, 404, 404, 404, 302),
    "certificates:share_list": TO_FILL_IN,
    "certificates:share_end": OWN_AND_ON,
    "console:certificate_reissue": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:certificate_revoke": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:claim_export": row(302, 404, 404, 404, 404, 404, 404, 302),
    "console:ladder_set": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:ladder_remove": row(302, 404, 404, 404, 404, 404, 404, 302),
    "console:case_detail": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:person_search": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:import_upload": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:grant_give": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:grant_check": row(302, 404, 404, 404, 404, 404, 404, 302),
    "console:grant_end": row(302, 404, 404, 404, 404, 404, 404, 302),
    "console:job_retry": row(302, 404, 404, 404, 404, 404, 404, 302),
    "console:dispute_detail": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:submission_allocate": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:circumstances_decide": row(302, 404, 404, 404, 404, 404, 404, 422),
    "console:assessor_suites": row(302, 404, 404, 404, 404, 404, 404, 302),
    "learning:criterion_answer": OWN_AND_ON,
    "learning:work_submit": row(302, 409, 404, 404, 404, 404, 404, 404),  # one criterion is empty
    "learning:work_withdraw": OWN_AND_ON,
    "learning:mark_appeal": row(302, 422, 404, 404, 404, 404, 404, 404),
    "learning:circumstances_ask": row(302, 422, 404, 404, 404, 404, 404, 404),
    "learning:submission_mark": row(302, 404, 404, 404, 404, 404, 302, 404),
    "learning:mark_check": NOT_THERE,
    "learning:appeal_decide": row(302, 404, 404, 404, 404, 404, 422, 404),
    "learning:page_read": OWN_AND_ON,
    "learning:attempt_start": OWN_AND_ON,
    "learning:question_answer": OWN_AND_ON,
    "learning:attempt_check": NOT_THERE,  # an attempt that is not named
    "members:interests_change": MOVES_ON,  # nothing is an answer, too
    "members:aims_change": MOVES_ON,
    "members:learning_needs_change": MOVES_ON,
    "members:manager_propose": row(302, 302, 422, 422, 422, 422, 422, 422),
    "members:manager_check": MOVES_ON,
    "members:proposal_decline": row(302, 403, 422, 404, 404, 404, 404, 403, deputy=404),
    "notifications:preferences_change": TO_FILL_IN,
    "qualifications:enrolment_start": MOVES_ON,
    "qualifications:enrolment_units": row(302, 302, 404, 404, 404, 404, 404, 403),
    "qualifications:enrolment_time": row(302, 422, 404, 404, 404, 404, 404, 403),
    "qualifications:enrolment_purpose": row(302, 422, 404, 404, 404, 404, 404, 403),
    "qualifications:enrolment_check": row(302, 302, 404, 404, 404, 404, 404, 403),
    "qualifications:study_time_decide": row(302, 403, 422, 404, 404, 404, 404, 403),
    "qualifications:enrolment_withdraw": OWN_TO_ANSWER,
    "qualifications:study_time_appeal": OWN_TO_ANSWER,
    "qualifications:study_log_add": OWN_TO_ANSWER,
    "qualifications:study_change_ask": OWN_TO_ANSWER,
    "qualifications:study_change_decide": row(302, 403, 422, 404, 404, 404, 404, 403),
    "qualifications:study_change_withdraw": OWN_AND_DONE,
    "qualifications:study_change_appeal": OWN_TO_ANSWER,
    "account_login": row(422, *[302] * 7),
    "account_request_login_code": row(422, *[302] * 7),
    "account_signup": MOVES_ON,
    "account_confirm_login_code": MOVES_ON,
    "account_logout": MOVES_ON,
    "account_reauthenticate": MOVES_ON,
    "usersessions_list": MOVES_ON,
    "mfa_authenticate": MOVES_ON,
    "mfa_reauthenticate": MOVES_ON,
    "mfa_activate_totp": TO_FILL_IN,
    "mfa_deactivate_totp": NOT_THERE,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": NOT_THERE,
    "mfa_add_webauthn": TO_FILL_IN,
    "mfa_login_webauthn": MOVES_ON,
    "mfa_reauthenticate_webauthn": MOVES_ON,
    "mfa_remove_webauthn": NOT_THERE,
    "mfa_edit_webauthn": NOT_THERE,
    "socialaccount_connections": TO_FILL_IN,
    "openid_connect_login": row(*[404] * len(NAMED)),
    "openid_connect_callback": row(*[404] * len(NAMED)),
}
# Posting is refused everywhere else, and reading where the table says POST: by sign-in first, where that is needed.
REFUSED, REFUSED_OPEN = row(302, *[405] * 7), row(*[405] * len(NAMED))
# Redirects without a name, which lead to pages above; and Django's admin, which tests/console/test_admin.py opens.
UNNAMED = {"account/", "account/login/code/"}
ADMIN = "admin/"
