using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>
/// The verb <c>users owner-link</c>: prints a link; the account that signs in through it owns the instance. It works
/// beside the broker and takes no lock of it.
/// </summary>
public sealed class OwnerLinkCommand(
    IStartupValidator configuration, IServiceProvider services, IServiceScopeFactory scopes)
{
    /// <exception cref="StartupException">There is no link; the message says why and how to mend it.</exception>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        StartupError.RequireValid(configuration.Validate);
        var database = services.GetRequiredService<IDatabaseStartup>();
        try
        {
            if (await database.InspectAsync(IsInUseAsync, cancellationToken) is false)
                throw new DatabaseUnusableException(
                    $"The database {database.Name} is empty or belongs to an older MusicAuth. Start this version with "
                    + "the database first.");
            await using var scope = scopes.CreateAsyncScope();
            var claim = await scope.ServiceProvider.GetRequiredService<OwnerLinkStore>().ReplaceAllAsync(cancellationToken);
            await output.WriteLineAsync(
                $"""
                Open this link within one hour and sign in:
                  {OwnerLinkStore.UrlOf(services.GetRequiredService<PublicAddress>(), claim)}
                The account that signs in becomes the owner of this MusicAuth and replaces the current owner.
                The link works once, and earlier links no longer work.
                """);
            return 0;
        }
        catch (MasterKeyUnusableException e)
        {
            throw new StartupException(StartupException.MasterKeyUnusable, e.Message, e);
        }
        catch (Exception e) when (database.DescribeFailure(e) is { } message)
        {
            throw new StartupException(StartupException.DatabaseUnusable, message, e);
        }
    }

    private static async Task<bool> IsInUseAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is not null && !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
        && await MasterKeyLoader.ReadMetadataAsync(db, cancellationToken) is not null;
}
