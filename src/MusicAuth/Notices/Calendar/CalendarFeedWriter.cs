using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace MusicAuth.Notices.Calendar;

/// <summary>Writes the consents of a user as an iCalendar feed (RFC 5545).</summary>
internal sealed class CalendarFeedWriter(
    GrantStore grants, GrantStatus status, ScopeAdvisor providers, PublicAddress address)
{
    private static readonly int[] AlarmDays = [30, 7, 1];

    public async Task<string> WriteAsync(Guid userId, CancellationToken cancellationToken)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//MusicAuth//MusicAuth//EN" };
        calendar.AddProperty("X-WR-CALNAME", "MusicAuth");
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
        calendar.AddProperty("X-PUBLISHED-TTL", "P1D");
        foreach (var grant in await grants.ListAsync(userId, cancellationToken))
        {
            if (Find(grant) is { } consentEnd)
                calendar.Events.Add(consentEnd);
        }

        return new CalendarSerializer().SerializeToString(calendar) ?? "";
    }

    private CalendarEvent? Find(Grant grant)
    {
        if (status.FindEndpoint(grant.Provider) is null)
            return null;
        var name = providers.DisplayNameOf(grant.Provider);
        var hasEnded = status.DecryptOrReason(grant, out _) is not null;
        return (hasEnded ? grant.InvalidatedAt ?? status.ReauthorizeBy(grant) : status.ReauthorizeBy(grant)) is { } end
            ? ToEvent(grant, end, hasEnded ? $"{name} needs a new sign-in" : $"The {name} consent ends", name)
            : null;
    }

    private CalendarEvent ToEvent(Grant grant, DateTimeOffset end, string summary, string name)
    {
        var day = DateOnly.FromDateTime(end.UtcDateTime);
        var link = address.LoginUrl(grant.Provider);
        var consentEnd = new CalendarEvent
        {
            // A renewed consent moves its event.
            Uid = $"consent-{grant.Id:N}@{address.Host}",
            DtStamp = new CalDateTime(grant.AuthorizedAt.UtcDateTime, "UTC"),
            Start = new CalDateTime(day),
            End = new CalDateTime(day.AddDays(1)),
            Summary = summary,
            Description = $"Sign in to {name} again, so that your apps keep working: {link}",
            Url = new Uri(link),
            Transparency = TransparencyType.Transparent,
        };
        foreach (var days in AlarmDays)
        {
            consentEnd.Alarms.Add(new Alarm
            {
                Action = AlarmAction.Display,
                Description = summary,
                Trigger = new Trigger(new Duration(days: -days)),
            });
        }

        return consentEnd;
    }
}
