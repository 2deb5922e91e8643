namespace MusicAuth.Notices.Calendar;

/// <summary>Encrypts the secrets of calendar feeds, each bound to its row and user.</summary>
internal sealed class CalendarProtector(FieldProtector fields)
{
    public void Protect(CalendarFeed feed, Secret secret) =>
        feed.ProtectedSecret = fields.Protect(FieldOf(feed), secret.Reveal());

    /// <returns>Null where no key decrypts it.</returns>
    public Secret? Unprotect(CalendarFeed feed) =>
        fields.TryUnprotect(FieldOf(feed), feed.ProtectedSecret, out var secret) ? new Secret(secret) : null;

    /// <returns>Null where no key decrypts it; the same array where the current key does.</returns>
    public byte[]? Reencrypt(CalendarFeed feed) => fields.Reencrypt(FieldOf(feed), feed.ProtectedSecret);

    private static ProtectedField FieldOf(CalendarFeed feed) => new(
        CalendarFeedMapping.Table, CalendarFeedMapping.SecretColumn, feed.Id, feed.UserId, Provider: "", Generation: 0);
}
