using Microsoft.Extensions.Options;
using MimeKit;

namespace MusicAuth.Notices.Channels;

/// <summary>Validates a request for a channel.</summary>
internal sealed class ChannelRequestReader(TargetGuard guard, IOptions<SmtpOptions> smtp)
{
    private const int MaxLength = 500;

    /// <exception cref="ProblemException">invalid_parameter, naming the member.</exception>
    public async Task<(ChannelKind Kind, ChannelAddress Address)> ReadAsync(
        ChannelRequest request, bool isOwner, CancellationToken cancellationToken)
    {
        var kind = ParseKind(request.Kind);
        var target = ParseTarget(request.Target, kind);
        if (kind == ChannelKind.Email)
            return (kind, new ChannelAddress(ParseMailAddress(target), Secret: null, SigningSecret: null));
        var address = ParseAddress(target, kind);
        var secret = ParseSecret(request.Secret, kind);
        if (await guard.FindObjectionAsync(address, isOwner, cancellationToken) is { } objection)
            throw Invalid("target", objection);
        return (kind, new ChannelAddress(
            target, secret, kind == ChannelKind.Webhook ? WebhookSignature.CreateSecret() : null));
    }

    private static ChannelKind ParseKind(string? kind)
    {
        foreach (var known in Enum.GetValues<ChannelKind>())
        {
            if (ChannelInfo.NameOf(known) == kind)
                return known;
        }

        throw Invalid("kind", "must be ntfy, gotify, webhook or email.");
    }

    private static string ParseTarget(string? target, ChannelKind kind) =>
        target?.Trim() is { Length: > 0 and <= MaxLength } trimmed && VisibleText.IsVisible(trimmed)
            ? trimmed
            : throw Invalid("target", $"must be {Expected(kind)}, of at most {MaxLength} characters.");

    private string ParseMailAddress(string target)
    {
        if (!smtp.Value.IsConfigured)
            throw Invalid(
                "kind", "cannot be email: this server has no mail server. Its operator sets Notices:Smtp:Host.");
        return MailboxAddress.TryParse(target, out var mailbox) && mailbox.Address == target
            && target.IndexOf('@', StringComparison.Ordinal) > 0
                ? target
                : throw Invalid("target", $"must be {Expected(ChannelKind.Email)}.");
    }

    private static Uri ParseAddress(string target, ChannelKind kind)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            || address is not { UserInfo: "", Fragment: "", Host.Length: > 0, Port: > 0 })
            throw Invalid("target", $"must be {Expected(kind)}, without a user name, a password or a fragment.");
        if (kind == ChannelKind.Ntfy && address.AbsolutePath.Trim('/').Length == 0)
            throw Invalid("target", $"contains no topic. It must be {Expected(kind)}.");
        if (kind == ChannelKind.Gotify && address.Query.Length > 0)
            throw Invalid("target", $"contains a query. It must be {Expected(kind)}.");
        return address;
    }

    private static string? ParseSecret(string? secret, ChannelKind kind)
    {
        if (string.IsNullOrWhiteSpace(secret))
            return kind == ChannelKind.Gotify
                ? throw Invalid("secret", "must be the token of an application in Gotify.")
                : null;
        return secret.Trim() is { Length: <= MaxLength } trimmed && trimmed.All(c => c is > ' ' and < (char)0x7f)
            ? trimmed
            : throw Invalid(
                "secret", $"must have at most {MaxLength} ASCII characters, without blanks and control characters.");
    }

    private static string Expected(ChannelKind kind) => kind switch
    {
        ChannelKind.Ntfy => "the address of a topic, such as https://ntfy.sh/my-topic",
        ChannelKind.Gotify => "the address of a Gotify server, such as https://gotify.example.org",
        ChannelKind.Webhook => "the address of a hook, such as https://example.org/hooks/musicauth",
        _ => "a mail address, such as dora@example.org",
    };

    private static ProblemException Invalid(string member, string sentence) =>
        new(ProblemCode.InvalidParameter, $"{member} {sentence}");
}
