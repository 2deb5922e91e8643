namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys revoke</c>.</summary>
internal static class RevokeKeyCommand
{
    public static Verb Create(CommandHost host)
    {
        var id = KeyLookup.CreateArgument();
        var verb = new Verb("revoke", "Revokes an API key. A running MusicAuth refuses it within ten seconds.")
        {
            Examples = ["keys revoke 4Zk0mQx81bTn"],
            ExitCodes = Verb.OfDatabase,
        };
        verb.Add(id);
        verb.SetAction((parsed, cancellationToken) => host.UseInstanceAsync(
            parsed, InstanceUse.Change,
            async services =>
            {
                var key = await KeyLookup.FindAsync(services, parsed.GetRequiredValue(id), cancellationToken);
                await services.GetRequiredService<ApiKeyStore>().RevokeAsync(
                    key.Id, AuditEvent.ByOperator(AuditKind.KeyRevoked, key.UserId), cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    $"Revoked the key \"{key.Name}\" ({key.Id}). A running MusicAuth refuses it within ten seconds.");
                return 0;
            },
            cancellationToken));
        return verb;
    }
}
