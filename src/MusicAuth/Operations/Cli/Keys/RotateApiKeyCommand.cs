using System.CommandLine;

namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys rotate</c>: prints a new secret once.</summary>
internal static class RotateApiKeyCommand
{
    public static Verb Create(CommandHost host)
    {
        var id = ApiKeyLookup.CreateArgument();
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var verb = new Verb(
            "rotate",
            "Gives an API key a new secret and prints the new key once. The previous secret stays valid for 24 hours.",
            id, json)
        {
            Examples = ["keys rotate 4Zk0mQx81bTn"],
        };
        return host.UseInstance(verb, InstanceUse.Change, async (services, parsed, cancellationToken) =>
        {
            var key = await ApiKeyLookup.FindAsync(services, parsed.GetRequiredValue(id), cancellationToken);
            var (row, secret) = await services.GetRequiredService<ApiKeyStore>().RotateAsync(
                key.Id, AuditEvent.ByOperator(AuditKind.KeyRotated, key.UserId), cancellationToken)
                ?? throw new StartupException(StartupException.Configuration, "The key was revoked meanwhile.");
            await ApiKeyOutput.WriteAsync(parsed, row, secret, parsed.GetValue(json));
        });
    }
}
