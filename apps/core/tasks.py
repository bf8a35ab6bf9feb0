from apps.core import files, jobs


@jobs.handler("remove_upload")
def remove_upload(*, upload, ending):
    """After the commit that forgot it, and for certain: the bytes of a file that nothing holds."""
    files.remove(f"uploads/{upload}.{ending}")
