using System.CommandLine;

namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys create</c>: prints a new key once.</summary>
internal static class CreateApiKeyCommand
{
    private static readonly char[] Separators = [',', ' '];

    public static Verb Create(CommandHost host)
    {
        var user = UserLookup.CreateOption();
        var name = new Option<string>("--name") { Description = "The name of the key.", Required = true };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"One or more of {string.Join(", ", AccessScopes.All)}, separated by commas.",
            Required = true,
        };
        var providers = new Option<string>("--providers")
        {
            Description = "The providers that the key can use, separated by commas; all without this option.",
        };
        var expires = new Option<string>("--expires")
        {
            Description = "When the key ends, for example 2027-01-31T12:00:00Z; never without this option.",
        };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var verb = new Verb(
            "create", "Creates an API key for a user and prints it once.", user, name, scopes, providers, expires, json)
        {
            Examples =
            [
                "keys create --user dora --name Dashboard --scopes library:read,connections:read",
                "keys create --user dora --name Script --scopes deezer:read --providers deezer "
                    + "--expires 2027-01-31T12:00:00Z",
            ],
        };
        return host.UseInstance(verb, InstanceUse.Read, async (services, parsed, cancellationToken) =>
        {
            var request = new ApiKeyRequest(
                parsed.GetValue(name), Split(parsed.GetValue(scopes)), Split(parsed.GetValue(providers)),
                parsed.GetValue(expires));
            var owner = await UserLookup.FindAsync(services, parsed.GetRequiredValue(user), cancellationToken);
            var (row, key) = await CreateAsync(services, request, owner, cancellationToken);
            await ApiKeyOutput.WriteAsync(parsed, row, key, parsed.GetValue(json));
        });
    }

    private static Task<(ApiKey Row, Secret Key)> CreateAsync(
        IServiceProvider services, ApiKeyRequest request, User owner, CancellationToken cancellationToken)
    {
        var caller = new Caller(owner.Id, AccessScopes.OfSession(owner.IsOwner));
        var wanted = NewApiKey.From(request, caller, services.GetRequiredService<TimeProvider>().GetUtcNow());
        return services.GetRequiredService<ApiKeyStore>().CreateAsync(
            wanted, AuditEvent.ByOperator(AuditKind.KeyCreated, owner.Id), cancellationToken);
    }

    private static string[]? Split(string? list) =>
        list?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
