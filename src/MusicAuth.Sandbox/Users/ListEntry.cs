namespace MusicAuth.Sandbox.Users;

/// <summary>An entry of a list: its original position, or an added item.</summary>
internal readonly record struct ListEntry(int Origin, AddedItem? Added = null);
