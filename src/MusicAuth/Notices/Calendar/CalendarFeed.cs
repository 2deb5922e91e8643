namespace MusicAuth.Notices.Calendar;

/// <summary>The address of a user's calendar feed. Its secret gives access to the feed.</summary>
internal sealed class CalendarFeed
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>Finds the feed of a request.</summary>
    public required byte[] SecretHash { get; init; }

    /// <summary>The encrypted secret, so that the page can show the address again.</summary>
    public byte[] ProtectedSecret { get; set; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}
