using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>Makes commands fail like on a full disk, and reports all commands to the test.</summary>
public sealed class DatabaseFaults : DbCommandInterceptor
{
    private const int SqliteFull = 13;

    /// <summary>Selects the commands that fail. None fail if it is null.</summary>
    public Func<string, bool>? ShouldFail { get; set; }

    /// <summary>Runs before each command.</summary>
    public Action<string> BeforeCommand { get; set; } = _ => { };

    public static Func<string, bool> Writing(string table) => sql =>
        sql.Contains($"INSERT INTO \"{table}\"", StringComparison.Ordinal)
        || sql.Contains($"INSERT INTO {table} ", StringComparison.Ordinal)
        || sql.Contains($"UPDATE \"{table}\"", StringComparison.Ordinal)
        || sql.Contains($"DELETE FROM \"{table}\"", StringComparison.Ordinal);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Pass(command.CommandText);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        Pass(command.CommandText);
        return new(result);
    }

    public void Pass(string sql)
    {
        BeforeCommand(sql);
        if (ShouldFail?.Invoke(sql) == true)
            throw new SqliteException("database or disk is full", SqliteFull);
    }
}
