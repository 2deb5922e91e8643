namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys revoke</c>.</summary>
internal static class RevokeApiKeyCommand
{
    public static Verb Create(CommandHost host)
    {
        var id = ApiKeyLookup.CreateArgument();
        var verb = new Verb("revoke", "Revokes an API key. A running MusicAuth refuses it within ten seconds.", id)
        {
            Examples = ["keys revoke 4Zk0mQx81bTn"],
        };
        return host.UseInstance(verb, InstanceUse.Change, async (services, parsed, cancellationToken) =>
        {
            var key = await ApiKeyLookup.FindAsync(services, parsed.GetRequiredValue(id), cancellationToken);
            await services.GetRequiredService<ApiKeyStore>().RevokeAsync(
                key.Id, AuditEvent.ByOperator(AuditKind.KeyRevoked, key.UserId), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Revoked the key \"{key.Name}\" ({key.Id}). A running MusicAuth refuses it within ten seconds.");
        });
    }
}
