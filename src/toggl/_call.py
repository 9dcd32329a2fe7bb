"""One call: a request that is sent until it is answered, or until there is no sense in sending it again."""

import logging
import time
from collections.abc import Mapping

from toggl import _logs
from toggl.configuration import Configuration
from toggl.exceptions import ApiException
from toggl.retries import Deadline, Retries
from toggl.transport import Exchange, Request, RequestTimeout

_BY_DEFAULT = Retries()


class Call:
    """What goes on around the sending, the same whether it is waited for or awaited.

    call = Call(configuration, request, limit)
    while True:
        call.begin()
        try:
            answer = send(call.request)
        except ApiException as error:
            sleep(call.pause_or_raise(error))
        else:
            call.end(answer.status, answer.headers)
            return answer
    """

    def __init__(self, configuration: Configuration, request: Request, limit: RequestTimeout) -> None:
        self.request = request
        self._configuration = configuration
        self._retries = configuration.retries or _BY_DEFAULT
        self._deadline = Deadline(configuration.request_timeout if limit is None else limit)
        self._written = dict(request.headers)
        self._began = 0.0
        request.attempt = 0

    def begin(self) -> None:
        """Make the request ready to be sent, for the first time or again, and show it to the program's hooks."""
        request = self.request
        request.attempt += 1
        request.timeout = self._deadline.left()
        # What a hook added to the last attempt is added anew.
        request.headers = dict(self._written)
        for hook in self._configuration.before_request:
            hook(request)
        if self._log.isEnabledFor(logging.DEBUG):
            self._log.debug("%s", _logs.request_line(request))
        self._began = time.perf_counter()

    def end(self, status: int, headers: Mapping[str, str]) -> None:
        """Show the answer to the program's hooks."""
        self._show(Exchange(request=self.request, status=status, headers=headers, seconds=self._seconds()))

    def pause_or_raise(self, error: ApiException) -> float:
        """Return the seconds to wait before the request is sent again; raise the error where it is not to be."""
        error.operation = self.request.operation
        seconds = self._seconds()
        self._show(
            Exchange(
                request=self.request,
                status=error.status or None,
                headers=error.headers or {},
                error=error,
                seconds=seconds,
            )
        )
        pause = self._retries.pause_after(error, self.request)
        if pause is None or not self._deadline.allows(pause):
            raise error
        self._log.debug("Trying again in %.1f seconds: %s", pause, error.reason)
        return pause

    def _show(self, exchange: Exchange) -> None:
        if self._log.isEnabledFor(logging.DEBUG):
            self._log.debug("%s", _logs.answer_line(exchange))
        for hook in self._configuration.after_request:
            hook(exchange)

    def _seconds(self) -> float:
        return time.perf_counter() - self._began

    @property
    def _log(self) -> logging.Logger:
        return self._configuration.logger["package_logger"]
