namespace MusicAuth.Access.Users;

internal sealed class User
{
    public Guid Id { get; init; }
    public string? DisplayName { get; set; }
    public bool IsOwner { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
