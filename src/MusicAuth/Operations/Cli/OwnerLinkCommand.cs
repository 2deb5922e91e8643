using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>
/// The command <c>users owner-link</c>: prints a link. The account that signs in with it becomes the owner. The broker
/// can run meanwhile: the command does not take its lock.
/// </summary>
internal sealed class OwnerLinkCommand(
    IStartupValidator configuration, IServiceProvider services, IServiceScopeFactory scopes)
{
    public Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        StartupErrors.Validate(configuration);
        var database = services.GetRequiredService<IDatabaseStartup>();
        return StartupErrors.TranslateAsync(database.DescribeFailure, async () =>
        {
            if (!await database.InspectAsync(IsInUseAsync, cancellationToken))
                throw new DatabaseUnusableException(
                    $"The database {database.Name} is empty or belongs to an older MusicAuth. Start this version with "
                    + "the database first.");
            await using var scope = scopes.CreateAsyncScope();
            var links = scope.ServiceProvider.GetRequiredService<OwnerLinkStore>();
            var secret = await links.ReplaceAllAsync(cancellationToken);
            await output.WriteLineAsync(
                $"""
                Open this link within one hour and sign in:
                  {OwnerLinkStore.UrlOf(services.GetRequiredService<PublicAddress>(), secret)}
                The account that signs in becomes the owner of this MusicAuth and replaces the current owner.
                The link works once, and earlier links no longer work.
                """);
            return 0;
        });
    }

    private static async Task<bool> IsInUseAsync(MusicAuthDb? db, CancellationToken cancellationToken) =>
        db is not null && !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
        && await MasterKeyLoader.ReadMetadataAsync(db, cancellationToken) is not null;
}
