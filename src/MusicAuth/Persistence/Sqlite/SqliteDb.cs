using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Sqlite;

internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : MusicAuthDb(options);
