using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Tests.Grants;

/// <summary>Gives statements without EF the same faults as EF's commands.</summary>
internal sealed class FaultyConnectionSource(IOptions<DatabaseOptions> options, DatabaseFaults faults)
    : IConnectionSource
{
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new Connection(options.Value.SqliteConnectionString());
        await connection.OpenAsync(cancellationToken);
        await SqlitePragmas.SetAsync(connection, cancellationToken);
        connection.Faults = faults;
        return connection;
    }

    public DbConnection Open()
    {
        var connection = new Connection(options.Value.SqliteConnectionString());
        connection.Open();
        SqlitePragmas.Set(connection);
        connection.Faults = faults;
        return connection;
    }

    private sealed class Connection(string connectionString) : SqliteConnection(connectionString)
    {
        public DatabaseFaults? Faults { get; set; }

        public override SqliteCommand CreateCommand() => Faults is null
            ? base.CreateCommand()
            : new Command { Connection = this, Faults = Faults };
    }

    private sealed class Command : SqliteCommand
    {
        public DatabaseFaults? Faults { get; set; }

        [AllowNull]
        public override string CommandText
        {
            get => base.CommandText;
            set
            {
                Faults?.Pass(value ?? "");
                base.CommandText = value;
            }
        }
    }
}
