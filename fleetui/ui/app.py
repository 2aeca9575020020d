"""The dashboard: follows the engine, hands each view to the screens, carries the theme. No logic of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

from rich.console import RenderableType
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.events import DescendantFocus, Event, Key, MouseDown, MouseScrollDown, MouseScrollUp, Paste
from textual.message import Message
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.theme import Theme
from textual.timer import Timer
from textual.widgets import Input, TextArea

from fleetui.engine.link import AskError, Link
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import AgentView, FleetView
from fleetui.ui import stylesheets
from fleetui.ui.actions.table import AGENTS
from fleetui.ui.agent.answer.same_question import NextQuestion
from fleetui.ui.agent.screen import FocusScreen
from fleetui.ui.away.alert_delivery import AlertDelivery
from fleetui.ui.away.alerts import Alerts
from fleetui.ui.away.presence import Presence
from fleetui.ui.away.return_watch import ReturnWatch, ask_digest
from fleetui.ui.command_palette import FleetCommands
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.palette import ALL_COLOURS, FLEET_DARK, PALETTES, chosen, theme, variables
from fleetui.ui.draw.scroll_bar import scroll_bar
from fleetui.ui.draw.terminal_writer import brief
from fleetui.ui.fleet.screen import FleetScreen
from fleetui.ui.places import PLACES
from fleetui.ui.shell.dialogs.help import HelpScreen
from fleetui.ui.shell.dialogs.quit import QuitDialog
from fleetui.ui.shell.limits import Limits
from fleetui.ui.shell.memory import Memory
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import Guide, SharedState, no_guide
from fleetui.ui.terminal.capabilities import colours_of, for_terminal
from fleetui.ui.terminal.keyboard import resting
from fleetui.ui.terminal.screenshot import keep_picture

TICK_S = 5.0
"""How often ages and the clock are looked at; a row is drawn only when its words changed."""
BEHIND_S = 1.0
"""How often what shines through a dialog is drawn anew."""


class ViewSeen(Message):
    """A new view is there; several at once are one."""

    def can_replace(self, message: Message) -> bool:
        """The newest stands for all."""
        return isinstance(message, ViewSeen)


class FleetApp(App[None], inherit_bindings=False):
    """Started with a link to the engine; ends when the operator closes it. It never stops an agent."""

    TITLE = "fleetui"
    COMMANDS = {FleetCommands}  # noqa: RUF012 - Textual's own declaration
    ENABLE_COMMAND_PALETTE = (
        False  # its own key would not be the table's, and would be taken from an agent typed to
    )

    def __init__(
        self,
        link: Link,
        settings: ScreenSettings,
        *,
        now: Callable[[], float],
        low_context_percent: int = 20,
        at_the_end: str = "",
        kept_in: str = "",
        command_name: str = "fleetui",
        memory: Memory | None = None,
        limits: Limits | None = None,
        guide: Guide = no_guide,
    ) -> None:
        self.shared = SharedState(
            link,
            for_terminal(settings, os.environ),
            now=now,
            low_context_percent=low_context_percent,
            at_the_end=at_the_end,
            memory=memory,
            limits=limits,
        )
        self.shared.kept_in = kept_in
        self.shared.command_name = command_name
        self.shared.guide = guide
        self.fleet = FleetScreen(self.shared)
        super().__init__(css_path=[str(path) for path in stylesheets.paths()])
        self.use_command_palette = True
        self.animation_level = "none"
        self._unfollow: Callable[[], None] | None = None
        self.presence = Presence(now())
        self._return_watch = ReturnWatch(
            self.shared.read_marks,
            self.presence,
            settings.digest_after_s,
            selected=self._selected,
            ask=self._ask_digest,
            changed=self._reread,
        )
        self._next_question = NextQuestion()
        self._alert_delivery = AlertDelivery(self, self.presence, now)
        self._alerts = Alerts(
            self.shared.limits.alerts(settings.alerts),
            self._alert_delivery,
            self.shared.glyphs,
            low_context_percent,
        )
        self._colours = ALL_COLOURS
        self._backdrop: Timer | None = None
        self.set_keymap(self.shared.keymap.own)
        self._begin_in_the_theme()

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The fleet's themes first; Textual's own stay known, because it starts with one of them."""
        every = super().available_themes
        return {name: every[name] for name in (*PALETTES, *every) if name in every}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The stylesheets' variables, whatever the theme."""
        return variables(FLEET_DARK)

    def get_default_screen(self) -> Screen[object]:
        """The fleet."""
        return self.fleet

    def get_driver_class(self) -> type[Driver]:
        """One that costs nothing while no key is pressed."""
        return resting(super().get_driver_class())

    def on_mount(self) -> None:
        """Follow the engine, watch the clock."""
        ScrollBar.renderer = scroll_bar(self.shared.glyphs)
        if self.is_headless and self._colours < ALL_COLOURS:
            self._use_themes()
            self.refresh_css()
        self.theme = self.shared.theme
        self._alert_delivery.begin(titled=self.shared.settings.alerts.title)
        self.theme_changed_signal.subscribe(self, self._retheme)
        self._unfollow = self.shared.link.follow(self._seen)
        self.set_interval(TICK_S, self._tick)
        self.title = self._alerts.see(self.shared.view)
        self._take(self.shared.link.view)
        self._hear_memory()

    def _begin_in_the_theme(self) -> None:
        """Before the first paint: a theme that is set later parses every stylesheet again."""
        self._use_themes()
        if chosen(self.shared.theme).dark:  # what else a light one turns, Textual does when it is set
            self.set_reactive(FleetApp.theme, self.shared.theme)
            self.stylesheet.set_variables(self.get_css_variables())

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Nothing blinks, wherever one writes: the command palette's field is Textual's own."""
        if isinstance(event.widget, Input | TextArea):
            event.widget.cursor_blink = False

    def _use_themes(self) -> None:
        self._colours = ALL_COLOURS if self.is_headless else colours_of(self.console.color_system)
        for name in PALETTES:
            self.register_theme(theme(chosen(name, self._colours)))
        self.shared.use_theme(chosen(self.shared.settings.theme).name, self._colours)

    def on_unmount(self) -> None:
        """Stop following; the terminal gets its title back."""
        self._return_watch.leave(self.shared.now())
        self._alert_delivery.end(titled=self.shared.settings.alerts.title)
        if self._unfollow:
            self._unfollow()

    def _seen(self, _view: FleetView) -> None:
        self.post_message(ViewSeen())

    def on_view_seen(self) -> None:
        """Show the newest view on every screen that can be seen."""
        self._take(self.shared.link.view)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's way to the terminal; what goes there is made shorter on the way."""
        super()._display(screen, brief(renderable))

    def _take(self, view: FleetView) -> None:
        if self.shared.take(view):
            self.title = self._alerts.see(view)
        self._return_watch.see(self.shared.view, self.shared.now())
        self._go_on()
        behind = False
        for screen in self.seen_screens():
            if screen is self.screen:
                screen.show()
            else:
                behind = True
        if behind and self._backdrop is None:
            self._backdrop = self.set_timer(BEHIND_S, self._show_behind)

    def _show_behind(self) -> None:
        self._backdrop = None
        for screen in self.seen_screens():
            if screen is not self.screen:
                screen.show()

    def _tick(self) -> None:
        self._hear_memory()
        for screen in self.seen_screens():
            screen.tick()

    def _hear_memory(self) -> None:
        if trouble := self.shared.memory.trouble():
            self.notify(trouble, severity="warning", markup=False)

    def seen_screens(self) -> list[FleetScreenBase]:
        """The top screen, and those that shine through dialogs above them."""
        found: list[FleetScreenBase] = []
        for screen in reversed(self.screen_stack):
            if isinstance(screen, FleetScreenBase) and screen.is_mounted:
                found.append(screen)
            if not screen.is_modal:
                break
        return found

    async def on_event(self, event: Event) -> None:
        """Every event of the terminal: a key or click says that somebody is here."""
        if (
            isinstance(event, (Key, MouseDown, MouseScrollDown, MouseScrollUp, Paste))
            and not event.is_forwarded
        ):
            self._here()
        self.shared.key_times.hear(event)
        await super().on_event(event)

    def on_app_focus(self) -> None:
        """The terminal got the focus."""
        self.presence.focus(gained=True)
        self._here()

    def on_app_blur(self) -> None:
        """The terminal lost the focus."""
        self.presence.focus(gained=False)

    def _here(self) -> None:
        self._return_watch.here(self.shared.now())
        self._alerts.looked()
        self._next_question.cancel()

    def answered(self, names: tuple[str, ...], *, sure: bool) -> None:
        """Go to the next agent that asks, now or as soon as these no longer do."""
        self._next_question.answered(frozenset(names), self.shared.now(), sure=sure)
        self._go_on()

    def _go_on(self) -> None:
        screen = self.screen
        at_agents = isinstance(screen, FleetScreenBase) and screen.WHERE in AGENTS
        name = self._next_question.find(self.shared.view, self.shared.now()) if at_agents else ""
        if name:
            self.go("focus" if isinstance(screen, FocusScreen) else "fleet", name)
            self.notify(f"{name} asks next", markup=False, timeout=5)

    def _selected(self) -> AgentView | None:
        """The agent that somebody who looks at the screen looks at."""
        screen = self.screen
        if isinstance(screen, FleetScreenBase) and screen.WHERE in AGENTS:
            return screen.chosen.agent
        return None

    def _ask_digest(self, since: float) -> None:
        self.run_worker(self._offer_digest(since), group="digest", exclusive=True)

    async def _offer_digest(self, since: float) -> None:
        try:
            self.shared.read_marks.offer(await ask_digest(self.shared.link, since))
        except AskError:
            return  # the unread marks stand; u asks again and says why it cannot
        self._reread()

    def _reread(self) -> None:
        """What is unread changed, and with it no view."""
        for screen in self.seen_screens():
            screen.show()

    def _retheme(self, picked: Theme) -> None:
        self.shared.use_theme(picked.name, self._colours)
        for screen in self.screen_stack:
            for painted in screen.query(Painted):
                painted.forget()

    def go(self, where: str, agent: str = "") -> None:
        """Close what is above the fleet, then open what was asked for; a place where one is keeps bar and marks."""
        there = not agent and self._is_at(where)
        while len(self.screen_stack) > 1 + there:
            self.pop_screen()
        if where in PLACES and not there:
            self.open(where, agent)
        elif agent:
            self.fleet.select(agent)

    def _is_at(self, where: str) -> bool:
        """This place stands right above the fleet."""
        place, stack = PLACES.get(where), self.screen_stack
        return isinstance(place, type) and len(stack) > 1 and isinstance(stack[1], place)

    def open(
        self, place: str, agent: str = "", *, ended: Callable[[Any], None] | None = None, **details: object
    ) -> None:
        """Open a place above what is shown."""
        self.push_screen(PLACES[place](self.shared, *filter(None, [agent]), **details), ended)

    def show_only(self, state: str) -> None:
        """The fleet's agents of one state; a second time the whole fleet."""
        self.go("fleet")
        self.fleet.filter_by(f"state:{state}")

    def show_help(self, where: str) -> None:
        """The keys of a screen."""
        self.push_screen(HelpScreen(self.shared, where))

    def ask_to_quit(self) -> None:
        """Ask, saying what goes on."""
        self.push_screen(QuitDialog(self.shared))

    def _keep_picture(self) -> None:
        keep_picture(self, self.shared.now())

    def get_system_commands(self, screen: Screen[object]) -> list[SystemCommand]:
        """Themes and a picture; everything else in the palette comes from the action table."""
        themes = [
            SystemCommand(f"theme {name}", "other colours", partial(setattr, self, "theme", name))
            for name in PALETTES
        ]
        return [
            *themes,
            SystemCommand("picture", "keep this screen as an SVG file", self._keep_picture),
        ]
