using System.Data.Common;

namespace MusicAuth.Notices.Consents;

/// <summary>
/// Reads the consents of all users in pages, so that the memory does not grow with their number; without EF, because an
/// idle broker reads them at its start and once an hour.
/// </summary>
internal sealed class ConsentReader(PlainSql sql, GrantStatus status)
{
    private const int PageSize = 500;

    private const string Grants =
        """
        SELECT id, user_id, provider, client_id, account_id, display_name, authorized_at, access_expires_at, state,
            reason
        FROM grants WHERE id > @p0 ORDER BY id LIMIT @p1
        """;

    private const string Announcements =
        """
        SELECT grant_id, authorized_at, stage, repetition, "at" FROM consent_announcements
        WHERE grant_id > @p0 AND grant_id <= @p1
        """;

    /// <param name="after">The last grant of the page before; empty for the first page.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public async Task<ConsentPage> ReadPageAsync(Guid after, CancellationToken cancellationToken)
    {
        var rows = await sql.ListAsync(Grants, ToRow, cancellationToken, after, PageSize);
        List<ConsentAnnouncement> announced = rows.Count == 0
            ? []
            : await sql.ListAsync(Announcements, ToAnnouncement, cancellationToken, after, rows[^1].Id);
        return new ConsentPage(
            [.. rows.Select(row => row.ToConsent(status)).OfType<GrantConsent>()],
            announced.ToLookup(announcement => announcement.GrantId), rows.Count == PageSize ? rows[^1].Id : null);
    }

    private static ConsentRow ToRow(DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5), Time(row, 6), row.IsDBNull(7) ? null : Time(row, 7),
        Enum.Parse<GrantState>(row.GetString(8)),
        row.IsDBNull(9) ? null : Enum.Parse<ReauthorizationReason>(row.GetString(9)));

    private static ConsentAnnouncement ToAnnouncement(DbDataReader row) => new()
    {
        GrantId = row.GetGuid(0),
        AuthorizedAt = Time(row, 1),
        Stage = Enum.Parse<ConsentStage>(row.GetString(2)),
        Repetition = row.GetInt32(3),
        At = Time(row, 4),
    };

    private static DateTimeOffset Time(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
