"""What somebody has chosen for the programs that they use: kept for those, and answered as it was given."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from rollbook.domain.errors import Invalid
from rollbook.domain.payloads import Number
from rollbook.domain.payloads import Text as AnyText
from rollbook.domain.people import timezone

DATE_FORMATS = frozenset({"MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD", "DD/MM/YYYY", "DD.MM.YYYY"})
TIME_FORMATS = frozenset({"h:mm A", "H:mm"})
# What holds for who has chosen nothing.
_DEFAULTS = {"date_format": "MM/DD/YYYY", "timeofday_format": "h:mm A", "duration_format": "improved"}
# What nobody can choose.
_NEVER_KEPT = {"alpha_features", "toSAcceptNeeded"}

# All of it is kept for good and read at once: as much as programs choose, and no more. The database takes no NUL.
MAX_TEXT = 1000
MAX_RULES = 100
Text = Annotated[str, Meta(pattern=r"^[^\x00]*$", max_length=MAX_TEXT)]

# From Sunday, which is 0.
WeekDay = Annotated[int, Meta(ge=0, le=6)]


class AlphaFeature(Struct):
    """A feature that is tried out; there are none here."""

    alpha_feature_id: Number | None = None
    code: Text | None = None
    deleted_at: Text | None = None
    description: Text | None = None
    enabled: bool | None = None
    product_id: Number | None = None


class DefaultProjectTask(Struct):
    """What a time entry is for unless something else is said."""

    project_id: Number | None = None
    task_id: Number | None = None
    workspace_id: Number | None = None


class EntityOfWorkspace(Struct):
    """A project or tag, and its workspace."""

    id: Number | None = None
    workspace_id: Number | None = None


class KeyboardShortcut(Struct):
    """A key, and those held with it."""

    key: Number | None = None
    modifiers: Number | None = None


class MacOSAutoTracking(Struct):
    """When time is to be tracked by itself on macOS."""

    id: Text | None = None
    keyword: Text | None = None
    project_id: Number | None = None
    task_id: Number | None = None
    workspace_id: Number | None = None


class WindowsAutoTrackingParameter(Struct):
    """What such a rule looks at."""

    duration: Text | None = None
    keyword: Text | None = None
    keyword_mode: Text | None = None
    time_of_day: Text | None = None
    week_days: Text | None = None


class WindowsAutoTracking(Struct):
    """When time is to be tracked by itself on Windows."""

    billable: bool | None = None
    description: Text | None = None
    enabled: bool | None = None
    id: Text | None = None
    parameters: WindowsAutoTrackingParameter | None = None
    project_id: Number | None = None
    skip_when_timer_is_running: bool | None = None
    start_without_confirmation: bool | None = None
    tag_ids: Annotated[list[Number], Meta(max_length=MAX_RULES)] | None = None
    task_id: Number | None = None
    type: Number | None = None
    workspace_id: Number | None = None


class AllPreferences(Struct):
    """What can be chosen; null where nothing was."""

    # What the service itself knows, or keeps to a few values.
    alpha_features: list[AlphaFeature] | None = None
    beginning_of_week: WeekDay | None = field(name="beginningOfWeek", default=None)
    date_format: AnyText | None = None
    decimal_separator: Text | None = None
    duration_format: Text | None = None
    pg_time_zone_name: AnyText | None = None
    timeofday_format: AnyText | None = None
    tos_accept_needed: bool | None = field(name="toSAcceptNeeded", default=None)
    # Focus and breaks.
    pomodoro_auto_start_break: bool | None = None
    pomodoro_auto_start_focus: bool | None = None
    pomodoro_break_interval_in_minutes: Number | None = None
    pomodoro_break_project: EntityOfWorkspace | None = None
    pomodoro_break_project_id: Number | None = None
    pomodoro_break_start_sound_enabled: bool | None = None
    pomodoro_break_tag: EntityOfWorkspace | None = None
    pomodoro_break_tag_id: Number | None = None
    pomodoro_countdown_timer: bool | None = None
    pomodoro_enabled: bool | None = None
    pomodoro_focus_interval_in_minutes: Number | None = None
    pomodoro_focus_sound: Text | None = None
    pomodoro_global_sound_enabled: bool | None = None
    pomodoro_interval_end_sound: bool | None = None
    pomodoro_interval_end_volume: Number | None = None
    pomodoro_longer_break_duration_in_minutes: Number | None = None
    pomodoro_prevent_screen_lock: bool | None = None
    pomodoro_rounds_before_longer_break: Number | None = None
    pomodoro_session_start_sound_enabled: bool | None = None
    pomodoro_show_notifications: bool | None = None
    pomodoro_stop_timer_at_interval_end: bool | None = None
    pomodoro_track_breaks_as_time_entries: bool | None = None
    # Reports, charts and dashboards.
    analytics_advanced_filters: bool | None = field(name="analyticsAdvancedFilters", default=None)
    charts_view_type: Text | None = None
    collapse_detailed_report_entries: bool | None = field(name="collapseDetailedReportEntries", default=None)
    dashboards_view_type: Text | None = None
    distinct_rates: Text | None = field(name="distinctRates", default=None)
    is_summary_total_view_visible: bool | None = None
    project_dashboard_activity_mode: Text | None = field(name="projectDashboardActivityMode", default=None)
    report_rounding: bool | None = field(name="reportRounding", default=None)
    report_rounding_direction: Text | None = field(name="reportRoundingDirection", default=None)
    report_rounding_step_in_minutes: Number | None = field(name="reportRoundingStepInMinutes", default=None)
    reports_hide_weekends: bool | None = field(name="reportsHideWeekends", default=None)
    snowball_report_rounding: Text | None = field(name="snowballReportRounding", default=None)
    summary_report_amounts: Text | None = field(name="summaryReportAmounts", default=None)
    summary_report_distinct_rates: bool | None = field(name="summaryReportDistinctRates", default=None)
    summary_report_grouping: Text | None = field(name="summaryReportGrouping", default=None)
    summary_report_sort_asc: bool | None = field(name="summaryReportSortAsc", default=None)
    summary_report_sort_field: Text | None = field(name="summaryReportSortField", default=None)
    summary_report_sub_grouping: Text | None = field(name="summaryReportSubGrouping", default=None)
    summary_total_mode: Text | None = None
    weekly_report_grouping: Text | None = field(name="weeklyReportGrouping", default=None)
    weekly_report_value_to_show: Text | None = field(name="weeklyReportValueToShow", default=None)
    # What the service sends.
    send_added_to_project_notification: bool | None = None
    send_daily_project_invites: bool | None = None
    send_product_emails: bool | None = None
    send_product_release_notification: bool | None = None
    send_system_message_notification: bool | None = None
    send_timer_notifications: bool | None = None
    send_weekly_report: bool | None = None
    # Reminders, notifications, and what is shown once.
    first_seen_business_promo: Number | None = field(name="firstSeenBusinessPromo", default=None)
    haptic_feedback_enabled: bool | None = None
    manual_mode_overlay_seen: bool | None = field(name="manualModeOverlaySeen", default=None)
    reminder_days: Text | None = None
    reminder_enabled: bool | None = None
    reminder_interval_in_minutes: Number | None = None
    reminder_period: Text | None = None
    reminder_snoozing_in_minutes: Number | None = None
    running_entry_warning: Text | None = None
    running_timer_notification_enabled: bool | None = None
    seen_follow_modal: bool | None = field(name="seenFollowModal", default=None)
    seen_footer_popup: bool | None = field(name="seenFooterPopup", default=None)
    seen_project_dashboard_overlay: bool | None = field(name="seenProjectDashboardOverlay", default=None)
    seen_toggl_button_modal: bool | None = field(name="seenTogglButtonModal", default=None)
    smart_alerts_option: Text | None = None
    stopped_timer_notification_enabled: bool | None = None
    time_entry_invitations_notification_enabled: bool | None = None
    # Calendar and timeline.
    activity_timeline_display_activity: bool | None = None
    activity_timeline_grouping_interval: Text | None = None
    activity_timeline_grouping_method: Text | None = None
    activity_timeline_recording_level: Text | None = None
    activity_timeline_sync_events: bool | None = None
    calendar_snap_duration: Text | None = None
    calendar_snap_initial_location: Text | None = None
    calendar_visible_hours_end: Number | None = None
    calendar_visible_hours_start: Number | None = None
    calendar_zoom_level: Text | None = None
    record_timeline: bool | None = None
    show_events_in_calendar: bool | None = None
    show_timeline_in_day_view: bool | None = None
    show_workouts_in_calendar: bool | None = None
    workout_default_project: EntityOfWorkspace | None = None
    workout_default_project_id: Number | None = None
    workout_default_tag: EntityOfWorkspace | None = None
    workout_default_tag_id: Number | None = None
    # Tracking by itself, idle time, starting and stopping.
    auto_tracker_delay_enabled: bool | None = None
    auto_tracker_delay_in_seconds: Number | None = None
    auto_tracker_stop_on_no_rule_match_enabled: bool | None = None
    automatic_tagging: bool | None = None
    autotracking_enabled: bool | None = None
    default_project_id: Number | None = None
    default_project_task: DefaultProjectTask | None = None
    default_task_id: Number | None = None
    focus_app_on_time_entry_started: bool | None = None
    focus_app_on_time_entry_stopped: bool | None = None
    idle_detection_enabled: bool | None = None
    idle_detection_interval_in_minutes: Number | None = None
    inactivity_behavior: Text | None = None
    macos_auto_tracking_rules: Annotated[list[MacOSAutoTracking], Meta(max_length=MAX_RULES)] | None = None
    modify_on_start_time_change: Text | None = None
    remember_last_project: Text | None = None
    run_app_on_startup: bool | None = None
    sleep_behaviour: Text | None = None
    start_automatically: bool | None = None
    start_shortcut_mode: Text | None = None
    stop_at_specific_time: bool | None = None
    stop_automatically: bool | None = None
    stop_entry_on_shutdown: bool | None = None
    stop_specified_time: Text | None = None
    suggestions_enabled: bool | None = None
    time_entry_ghost_suggestions_enabled: bool | None = None
    web_time_entry_started: bool | None = field(name="webTimeEntryStarted", default=None)
    web_time_entry_stopped: bool | None = field(name="webTimeEntryStopped", default=None)
    windows_auto_tracking_rules: Annotated[list[WindowsAutoTracking], Meta(max_length=MAX_RULES)] | None = None
    # Keys.
    hide_keyboard_shortcut: bool | None = None
    keyboard_increment_timer_page: Number | None = None
    keyboard_shortcuts_enabled: bool | None = None
    keyboard_shortcuts_share_time_entries: bool | None = None
    macos_show_hide_toggl_keyboard_shortcut: KeyboardShortcut | None = None
    macos_stop_continue_keyboard_shortcut: KeyboardShortcut | None = None
    project_shortcut_enabled: bool | None = None
    sharing_shortcut_enabled: bool | None = None
    tags_shortcut_enabled: bool | None = None
    windows_show_hide_toggl_keyboard_shortcut: KeyboardShortcut | None = None
    windows_stop_continue_keyboard_shortcut: KeyboardShortcut | None = None
    windows_stop_start_keyboard_shortcut: KeyboardShortcut | None = None
    # What is shown, and how.
    cell_swipe_actions_enabled: bool | None = None
    collapse_time_entries: bool | None = field(name="collapseTimeEntries", default=None)
    display_density: Text | None = field(name="displayDensity", default=None)
    duration_format_on_timer_duration_field: bool | None = None
    edit_popup_integration_timer: bool | None = None
    extension_send_error_reports: bool | None = None
    extension_send_usage_statistics: bool | None = None
    hide_sidebar_right: bool | None = None
    ios_is_goals_view_shown: bool | None = None
    is_goals_view_expanded: bool | None = None
    is_goals_view_shown: bool | None = None
    keep_mini_timer_on_top: bool | None = None
    keep_window_on_top: bool | None = None
    mac_is_goals_view_shown: bool | None = None
    manual_entry_mode: Text | None = field(name="manualEntryMode", default=None)
    manual_mode: bool | None = field(name="manualMode", default=None)
    offline_mode: Text | None = field(name="offlineMode", default=None)
    show_all_entries: bool | None = None
    show_changelog: bool | None = None
    show_description_in_menu_bar: bool | None = None
    show_dock_icon: bool | None = None
    show_project_in_menu_bar: bool | None = None
    show_qr_scanner: bool | None = None
    show_seconds_in_menu_bar: bool | None = None
    show_time_in_title: bool | None = field(name="showTimeInTitle", default=None)
    show_timer_in_menu_bar: bool | None = None
    show_today_total_in_menu_bar: bool | None = None
    show_total_billable_hours: bool | None = None
    show_weekend_on_timer_page: bool | None = None
    stack_times_on_manual_mode_after: Text | None = None
    time_entry_display_mode: Text | None = None
    time_entry_start_stop_input_mode: Text | None = None
    timer_view: Text | None = field(name="timerView", default=None)
    timer_view_mobile: Text | None = field(name="timerViewMobile", default=None)
    use_mini_timer: bool | None = None
    visible_footer: Text | None = field(name="visibleFooter", default=None)
    windows_theme: Text | None = None


def chosen(given: AllPreferences) -> dict[str, Any]:  # Any: JSON.
    """The fields that are given, by their names in the API; null is the same as absent. Invalid with the texts."""
    fields = {name: value for name, value in msgspec.to_builtins(given).items() if value is not None}
    if not fields:
        raise Invalid("Missing data")
    if "toSAcceptNeeded" in fields:
        raise Invalid("Cannot set value for ToSAcceptNeeded")
    if fields.get("alpha_features"):
        raise Invalid("Invalid feature code(s)")
    if fields.get("date_format", "MM/DD/YYYY") not in DATE_FORMATS:
        raise Invalid("Value in date_format is invalid")
    if fields.get("timeofday_format", "H:mm") not in TIME_FORMATS:
        raise Invalid("Value in timeofday_format is invalid")
    if "pg_time_zone_name" in fields:
        timezone(fields["pg_time_zone_name"])
    return {name: value for name, value in fields.items() if name not in _NEVER_KEPT}


def shown(kept: Mapping[str, Any], *, week_begins: int, time_zone: str) -> AllPreferences:  # Any: JSON.
    """All preferences of an account: what was chosen, what holds without a choice, and null."""
    own = {"beginningOfWeek": week_begins, "pg_time_zone_name": time_zone}
    # What cannot be chosen is null, so that an answer can be sent back.
    always: dict[str, Any] = {"alpha_features": [], "toSAcceptNeeded": None}  # Any: JSON.
    return msgspec.convert({**_DEFAULTS, **kept, **own, **always}, AllPreferences)
