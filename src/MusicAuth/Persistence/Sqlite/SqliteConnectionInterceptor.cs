using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>Sets the pragmas of EF's connections.</summary>
internal sealed class SqliteConnectionInterceptor(IOptions<DatabaseOptions> options)
    : DbConnectionInterceptor, IDisposable
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        SqlitePragmas.Set(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        SqlitePragmas.SetAsync(connection, cancellationToken);

    public void Dispose() => SqliteConnectionSource.ClearPool(options.Value);
}
