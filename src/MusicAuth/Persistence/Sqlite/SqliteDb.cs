using Microsoft.EntityFrameworkCore;

namespace MusicAuth.Persistence.Sqlite;

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : MusicAuthDb(options);
