"""What the pages of capabilities show. Reading only."""

from apps.capability.queries.framework import changes_between, content_of, faults_of, named, others_of

__all__ = ["changes_between", "content_of", "faults_of", "named", "others_of"]
