namespace MusicAuth.Notices.Calendar;

/// <summary>The absolute address of the calendar feed; null where there is none.</summary>
internal sealed record CalendarAddress(string? Url);
