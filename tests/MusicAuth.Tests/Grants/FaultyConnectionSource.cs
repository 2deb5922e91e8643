using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MusicAuth.Tests.Grants;

/// <summary>Gives statements without EF the same faults as EF's commands.</summary>
internal sealed class FaultyConnectionSource(IOptions<DatabaseOptions> options, DatabaseFaults faults)
    : IConnectionSource
{
    public DbConnection Create() => new Connection(options.Value.SqliteConnectionString());

    public void Prepare(DbConnection connection)
    {
        SqlitePragmas.Set(connection);
        ((Connection)connection).Faults = faults;
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
