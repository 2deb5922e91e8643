using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Grants.Spill;

/// <summary>The token sets that the database has not taken yet, for a copy of the database.</summary>
internal sealed class SpilledTokens(GrantSpill spill)
{
    /// <summary>Read them before the database: a token set that leaves the spill is in the database.</summary>
    public IReadOnlyList<EncryptedTokenSet> Read() => [.. spill.Pending, .. spill.ReadFiles()];

    /// <summary>Puts each token set over the generation before it.</summary>
    public static async Task ApplyAsync(
        MusicAuthDb copy, IEnumerable<EncryptedTokenSet> tokens, CancellationToken cancellationToken)
    {
        foreach (var renewed in tokens.OrderBy(tokens => tokens.Generation))
        {
            var row = await copy.Set<Grant>().FirstOrDefaultAsync(
                grant => grant.Id == renewed.GrantId && grant.Generation == renewed.Generation - 1, cancellationToken);
            if (row is null)
                continue;
            copy.Entry(row).CurrentValues.SetValues(renewed.ApplyTo(row));
            await copy.Set<RefreshIntent>()
                .Where(intent => intent.GrantId == renewed.GrantId && intent.Generation < renewed.Generation)
                .ExecuteDeleteAsync(cancellationToken);
            await copy.SaveChangesAsync(cancellationToken);
        }
    }
}
