using Microsoft.Extensions.Options;

namespace MusicAuth.Access.OwnerLinks;

/// <summary>Prints an owner link at start where the instance has no owner.</summary>
internal sealed class OwnerLinkAnnouncement(
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
        var isOpenToFirst = options.Value.Registration == RegistrationMode.Owner && local.IsLoopbackInstance
            && !await users.AnyAsync(stoppingToken);
        var link = await scope.ServiceProvider.GetRequiredService<OwnerLinkStore>()
            .IssueForFirstOwnerAsync(stoppingToken);
        if (link is null)
            return;
        var firstSignIn = isOpenToFirst ? " The first account that signs in on this machine becomes the owner." : "";
        // The link is a secret for an hour: it goes to the console, not to the log.
        await Console.Out.WriteLineAsync(
            $"""
            This MusicAuth has no owner yet.{firstSignIn}
            To become the owner{(isOpenToFirst ? " from another machine" : "")}, open this link within one hour
            and sign in:
              {OwnerLinkStore.UrlOf(address, link)}
            """);
    }
}
