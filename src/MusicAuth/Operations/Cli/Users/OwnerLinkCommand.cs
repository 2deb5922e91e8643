namespace MusicAuth.Operations.Cli.Users;

/// <summary>
/// The command <c>users owner-link</c>: prints a link. The account that signs in with it becomes the owner.
/// </summary>
internal static class OwnerLinkCommand
{
    public static Verb Create(CommandHost host)
    {
        var verb = new Verb(
            "owner-link",
            "Prints a link that is valid for one hour. The account that signs in with the link becomes the owner.")
        {
            Examples = ["users owner-link"],
        };
        return host.UseInstance(verb, InstanceUse.Read, async (services, parsed, cancellationToken) =>
        {
            var secret = await services.GetRequiredService<OwnerLinkStore>().ReplaceAllAsync(cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"""
                Open this link within one hour and sign in:
                  {OwnerLinkStore.UrlOf(services.GetRequiredService<PublicAddress>(), secret)}
                The account that signs in becomes the owner of this MusicAuth and replaces the current owner.
                The link works once, and earlier links no longer work.
                """);
        });
    }
}
