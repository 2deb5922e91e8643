namespace MusicAuth.Notices.Todo.Sources;

/// <summary>API keys that the audit log has flagged, or refused for a scope, within the last week.</summary>
internal sealed class KeyTodoSource(AuditedKeyStore keys, PublicAddress address, TimeProvider time) : ITodoSource
{
    private const string FlaggedCode = "key_flagged";
    private const string ScopeCode = "key_scope_missing";

    private static readonly TimeSpan Period = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Period;
        var flagged = await keys.ListFlaggedAsync(caller.UserId, since, cancellationToken);
        var refused = await keys.ListScopeRefusalsAsync(caller.UserId, since, cancellationToken);
        return [.. flagged.Select(ToFlagged), .. refused.Select(ToScope)];
    }

    private TodoItem ToFlagged(AuditedKey key) => new()
    {
        Id = $"{FlaggedCode}:{key.KeyId}",
        Severity = TodoSeverity.Warning,
        Code = FlaggedCode,
        Provider = null,
        Title = $"The API key \"{key.Name}\" was used in an unusual way.",
        Detail = $"{Describe(key.Flags)} If that was not you, revoke the key or give it a new secret, which ends this "
            + "item. It also ends after a week.",
        ActionUrl = KeysUrl,
        Since = key.Since,
        Due = null,
    };

    private TodoItem ToScope(AuditedKey key) => new()
    {
        Id = $"{ScopeCode}:{key.KeyId}:{key.Scope}",
        Severity = TodoSeverity.Info,
        Code = ScopeCode,
        Provider = null,
        Title = $"The API key \"{key.Name}\" lacks a permission that its app asked for.",
        Detail = $"An app with this key was refused, because the key does not have the scope {key.Scope}. Create a key "
            + "with that scope for the app and revoke this one. This item disappears after a week without such a "
            + "request.",
        ActionUrl = KeysUrl,
        Since = key.Since,
        Due = null,
    };

    private string KeysUrl => address.Absolute("/#account/keys");

    private static string Describe(AuditAnomalyKinds flags) => string.Join(' ', new[]
    {
        flags.HasFlag(AuditAnomalyKinds.NewNetwork) ? "It came from a network from which it never came before." : null,
        flags.HasFlag(AuditAnomalyKinds.TenfoldRate) ? "It sent ten times the usual number of requests." : null,
        flags.HasFlag(AuditAnomalyKinds.ManyRefusals) ? "Many of its requests were refused." : null,
    }.OfType<string>());
}
