CREATE TABLE "audit_records" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "who" VARCHAR(255),
    "what" VARCHAR(255) NOT NULL,
    "arguments" TEXT NOT NULL,
    "request" VARCHAR(255),
    "created_at" DATETIME NOT NULL
);
