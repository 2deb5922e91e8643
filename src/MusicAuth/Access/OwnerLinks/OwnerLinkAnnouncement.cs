using Microsoft.Extensions.Options;

namespace MusicAuth.Access.OwnerLinks;

/// <summary>Says at start how an unclaimed instance gets its owner.</summary>
public sealed class OwnerLinkAnnouncement(
    IServiceScopeFactory scopes, IOptions<AccessOptions> options, PublicAddress address, LocalBrowserDetector local)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AnnounceAsync(stoppingToken);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            await Console.Out.WriteLineAsync(
                "The database does not accept writes, so MusicAuth cannot create an owner link. Run 'MusicAuth users "
                + "owner-link' later to become the owner from another machine.");
        }
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserStore>();
        var isForTheFirst = options.Value.Registration == RegistrationMode.Owner && local.IsLoopbackInstance
            && !await users.AnyAsync(stoppingToken);
        var claim = await scope.ServiceProvider.GetRequiredService<OwnerLinkStore>()
            .IssueForFirstOwnerAsync(stoppingToken);
        if (claim is null)
            return;
        var firstSignIn = isForTheFirst ? " The first account that signs in on this machine becomes the owner." : "";
        // To the console and not to the log: it is a secret for an hour, and logs are kept and shipped.
        await Console.Out.WriteLineAsync(
            $"""
            This MusicAuth has no owner yet.{firstSignIn}
            To become the owner{(isForTheFirst ? " from another machine" : "")}, open this link within one hour
            and sign in:
              {OwnerLinkStore.UrlOf(address, claim)}
            """);
    }
}
