namespace MusicAuth.Notices.Calendar;

/// <summary>The secrets of calendar feeds, for a change of the master key.</summary>
/// <remarks>A feed that no key decrypts still serves its address, which the page cannot show any more.</remarks>
internal sealed class CalendarEncryptedStore(PlainSql sql, ScopedServices scopes, CalendarProtector protector)
    : FieldEncryptedStore<CalendarFeed>(
        sql, scopes, "calendar feeds", CalendarFeedMapping.Table, CalendarFeedMapping.SecretColumn,
        nameof(CalendarFeed.ProtectedSecret))
{
    protected override Guid IdOf(CalendarFeed row) => row.Id;

    protected override byte[] ValueOf(CalendarFeed row) => row.ProtectedSecret;

    protected override byte[]? Reencrypt(CalendarFeed row) => protector.Reencrypt(row);

    protected override string Describe(CalendarFeed row) => $"calendar feed {row.Id}";
}
