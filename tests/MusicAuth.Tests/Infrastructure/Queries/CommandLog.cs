using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MusicAuth.Tests.Infrastructure.Queries;

/// <summary>The commands that a broker on SQLite sends to its database, with and without EF.</summary>
public sealed class CommandLog : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _commands = new();

    /// <summary>The commands that contain one of these names.</summary>
    public IReadOnlyList<string> Naming(params string[] tables) => [.. _commands.Where(command =>
        tables.Any(table => command.Contains(table, StringComparison.Ordinal)))];

    public void Clear() => _commands.Clear();

    public void AddTo(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteDb>(options => options.AddInterceptors(this), ServiceLifetime.Singleton);
        services.AddSingleton<IConnectionSource>(provider => new FaultyConnectionSource(
            provider.GetRequiredService<IOptions<DatabaseOptions>>(),
            new DatabaseFaults { BeforeCommand = _commands.Enqueue }));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        _commands.Enqueue(command.CommandText);
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
        CancellationToken cancellationToken = default)
    {
        _commands.Enqueue(command.CommandText);
        return new(result);
    }
}
