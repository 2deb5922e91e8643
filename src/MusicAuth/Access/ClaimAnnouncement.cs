using Microsoft.Extensions.Options;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>Says at start how an unclaimed instance gets its owner.</summary>
public sealed class ClaimAnnouncement(
    IServiceScopeFactory scopes, IOptions<AccessOptions> options, PublicAddress address)
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
                "The database takes no claim link now. Start again to own this instance from elsewhere.");
        }
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Users>();
        if (await users.HasOwnerAsync(stoppingToken))
            return;
        var isForTheFirst = options.Value.Registration == RegistrationMode.Owner
            && !await users.AnyAsync(stoppingToken);
        var claim = await scope.ServiceProvider.GetRequiredService<ClaimLinks>().IssueAsync(stoppingToken);
        // To the console and not to the log: it is a secret for an hour, and logs are kept and shipped.
        await Console.Out.WriteLineAsync(
            $"""
            This instance has no owner yet. {(isForTheFirst ? "The first sign-in from this machine owns it." : "")}
            To own it{(isForTheFirst ? " from elsewhere" : "")}, open this within an hour and sign in:
              {address.Absolute("/login")}?claim={claim.Reveal()}
            """);
    }
}
