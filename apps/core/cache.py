from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class ForgivingRedisCache(RedisCache):
    """A cache that is simply empty while Redis is away: what is lost with it is speed, never a page."""


def _forgiving(name, answer):
    method = getattr(RedisCache, name)

    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except RedisError:
            return answer(args, kwargs)

    call.__name__ = name
    setattr(ForgivingRedisCache, name, call)


_forgiving("get", lambda args, kwargs: kwargs.get("default", args[1] if len(args) > 1 else None))
_forgiving("get_many", lambda args, kwargs: {})
_forgiving("set_many", lambda args, kwargs: list(args[0]))
_forgiving("incr", lambda args, kwargs: 1)
_forgiving("add", lambda args, kwargs: True)  # nobody else has put it there: False would be a lock held by others
for _name in ["touch", "delete", "has_key"]:
    _forgiving(_name, lambda args, kwargs: False)
for _name in ["set", "delete_many", "clear"]:
    _forgiving(_name, lambda args, kwargs: None)
