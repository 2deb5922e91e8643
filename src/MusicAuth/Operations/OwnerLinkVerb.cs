using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MusicAuth.Access;
using MusicAuth.Persistence;
using MusicAuth.Vault;
using MusicAuth.Web;

namespace MusicAuth.Operations;

/// <summary>
/// The verb <c>users owner-link</c>: prints a link; the account that signs in through it owns the instance. It works
/// beside the broker and takes no lock of it.
/// </summary>
public sealed class OwnerLinkVerb(
    IStartupValidator configuration, IServiceProvider services, IServiceScopeFactory scopes)
{
    /// <exception cref="StartupException">There is no link; the message says why and how to mend it.</exception>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        StartFailure.Require(configuration.Validate);
        var database = services.GetRequiredService<IDatabaseStart>();
        try
        {
            if (await database.InspectAsync(IsInUseAsync, cancellationToken) is false)
                throw new DatabaseUnusableException(
                    $"The database {database.Name} is empty or of an older MusicAuth. Start this version on it first.");
            await using var scope = scopes.CreateAsyncScope();
            var claim = await scope.ServiceProvider.GetRequiredService<ClaimLinks>().IssueOnlyAsync(cancellationToken);
            await output.WriteLineAsync(
                $"""
                Open this within an hour and sign in:
                  {ClaimLinks.AddressOf(services.GetRequiredService<PublicAddress>(), claim)}
                The account that signs in owns this instance; the present owner does not own it any more. The link
                counts once, and earlier links do not count any more.
                """);
            return 0;
        }
        catch (VaultSealedException e)
        {
            throw new StartupException(StartupException.Sealed, e.Message, e);
        }
        catch (Exception e) when (database.Explain(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
    }

    private static async Task<bool> IsInUseAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is not null && !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
        && await Unsealing.FindMetaAsync(db, cancellationToken) is not null;
}
