using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MusicAuth.Persistence;

/// <summary>
/// Both databases store an instant as unix milliseconds: SQLite cannot compare <see cref="DateTimeOffset"/>, and
/// PostgreSQL accepts no offset but zero.
/// </summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
