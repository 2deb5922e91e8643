using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MusicAuth.Persistence;

namespace MusicAuth.SignIn;

/// <summary>The hash of a state that came back; a second one makes no second token call.</summary>
public sealed class SpentState
{
    public required byte[] Hash { get; init; }
    public DateTimeOffset SpentAt { get; init; }
}

public sealed class SpentStateMapping : IEntityTypeConfiguration<SpentState>
{
    public void Configure(EntityTypeBuilder<SpentState> builder)
    {
        builder.ToTable("spent_states");
        builder.HasKey(state => state.Hash);
        builder.Property(state => state.Hash).HasColumnName("hash");
        builder.Property(state => state.SpentAt).HasColumnName("spent_at");
    }
}

/// <summary>Single use of a state. Beginning a flow writes nothing, so a flood of logins does not either.</summary>
public sealed class SpentStates(MusicAuthDb db, TimeProvider time)
{
    // Twice the life of a flow: a state older than that is refused by its own age.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    /// <returns>False where the state was spent before.</returns>
    public async Task<bool> SpendAsync(string state, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(state));
        var rows = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO spent_states (hash, spent_at) VALUES ({hash}, {now.ToUnixTimeMilliseconds()})
            ON CONFLICT (hash) DO NOTHING
            """,
            cancellationToken);
        await SweepAsync(now, cancellationToken);
        return rows == 1;
    }

    private async Task SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await db.Set<SpentState>().Where(spent => spent.SpentAt < now - Kept)
                .ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception exception) when (Contention.IsIn(exception))
        {
            // Another replica is sweeping.
        }
    }
}
