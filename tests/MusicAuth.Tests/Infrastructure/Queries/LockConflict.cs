using Npgsql;

namespace MusicAuth.Tests.Infrastructure.Queries;

/// <summary>Work that waits for a lock of another transaction on PostgreSQL.</summary>
internal static class LockConflict
{
    /// <summary>
    /// Starts the work after the first statement of another transaction, and runs the second one as soon as the work
    /// waits for a lock.
    /// </summary>
    public static async Task<T> RunAsync<T>(Broker broker, string first, string second, Func<Task<T>> work)
    {
        await using var connection = new NpgsqlConnection(broker.DatabaseSettings["Database:ConnectionString"]);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, first);

        var working = work();
        await Eventually.IsTrueAsync(() => IsOneWaiting(broker));
        await ExecuteAsync(connection, second);
        await transaction.CommitAsync();

        return await working;
    }

    private static bool IsOneWaiting(Broker broker) => Convert.ToInt32(broker.Database.Scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")) > 0;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
