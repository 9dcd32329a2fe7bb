"""The short page of an organization's people in FastAPI with SQLAlchemy's ORM, written as their documentation teaches.

Declarative models with relationships that are loaded by `selectinload`, a session a request from a dependency, sign-in
by another one, and Pydantic models for the answer; on the very tables of the service.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from pydantic import BaseModel, Field
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Table, and_, collate, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    aliased,
    column_property,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

from rollbook.bootstrap import CONNECTIONS_OF_A_WORKER
from rollbook.domain.roles import ORGANIZATION_ROLE_IDS, WORKSPACE_ROLE_IDS

LARGEST_PAGE = 1_000


class Base(DeclarativeBase):
    """All tables."""


class Account(Base):
    """Somebody who can sign in, or was invited."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    registered_at: Mapped[datetime | None]


class AccountToken(Base):
    """What is kept of an API token."""

    __tablename__ = "account_tokens"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


_group_users = Table(
    "group_users",
    Base.metadata,
    Column("organization_id", primary_key=True),
    Column("group_id", primary_key=True),
    Column("organization_user_id", primary_key=True),
    ForeignKeyConstraint(["organization_id", "group_id"], ["groups.organization_id", "groups.id"]),
    ForeignKeyConstraint(
        ["organization_id", "organization_user_id"], ["organization_users.organization_id", "organization_users.id"]
    ),
)


class Group(Base):
    """Some of an organization's people."""

    __tablename__ = "groups"

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Workspace(Base):
    """A workspace of an organization."""

    __tablename__ = "workspaces"

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class WorkspaceUser(Base):
    """A person in a workspace."""

    __tablename__ = "workspace_users"
    __table_args__ = (
        ForeignKeyConstraint(["organization_id", "workspace_id"], ["workspaces.organization_id", "workspaces.id"]),
        ForeignKeyConstraint(
            ["organization_id", "organization_user_id"], ["organization_users.organization_id", "organization_users.id"]
        ),
    )

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int]
    organization_user_id: Mapped[int]
    role: Mapped[str]
    inactive: Mapped[bool]

    workspace: Mapped[Workspace] = relationship(viewonly=True)


class Invitation(Base):
    """An invitation into an organization."""

    __tablename__ = "invitations"

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_user_id: Mapped[int]
    state: Mapped[str]


class OrganizationUser(Base):
    """A person in an organization."""

    __tablename__ = "organization_users"

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str]
    joined: Mapped[bool]
    inactive: Mapped[bool]
    name: Mapped[str]
    email: Mapped[str]
    avatar: Mapped[str | None]

    account: Mapped[Account] = relationship(viewonly=True)
    groups: Mapped[list[Group]] = relationship(
        secondary=_group_users, order_by=lambda: (func.lower(Group.name), Group.id), viewonly=True
    )
    workspace_users: Mapped[list[WorkspaceUser]] = relationship(viewonly=True)
    pending_invitations: Mapped[list[Invitation]] = relationship(
        primaryjoin=lambda: and_(
            OrganizationUser.organization_id == Invitation.organization_id,
            OrganizationUser.id == Invitation.organization_user_id,
            Invitation.state == "pending",
        ),
        foreign_keys=lambda: [Invitation.organization_id, Invitation.organization_user_id],
        viewonly=True,
    )
    elsewhere: Mapped[bool]


_elsewhere = aliased(OrganizationUser.__table__)
OrganizationUser.elsewhere = column_property(
    exists()
    .where(
        _elsewhere.c.account_id == OrganizationUser.account_id,
        _elsewhere.c.organization_id != OrganizationUser.organization_id,
    )
    .correlate_except(_elsewhere)
)


class GroupOut(BaseModel):
    """A group of a person."""

    group_id: int
    name: str


class WorkspaceOut(BaseModel):
    """What a person is in a workspace."""

    workspace_id: int
    workspace_user_id: int
    name: str
    workspace_name: str
    admin: bool
    role: str
    role_id: int
    active: bool
    inactive: bool


class PersonOut(BaseModel):
    """A person in the list."""

    id: int
    user_id: int
    organization_id: int
    name: str
    email: str
    can_edit_email: bool
    owner: bool
    admin: bool
    role_id: int
    joined: bool
    inactive: bool
    two_factor_enabled: bool = Field(default=False, serialization_alias="2fa_enabled")
    avatar_url: str | None
    invitation_code: str | None = None
    invitation_id: int | None
    groups: list[GroupOut]
    workspaces: list[WorkspaceOut]
    workspace_count: int


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session for the request."""
    async with request.app.state.sessions() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def get_account_id(
    credentials: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())], session: SessionDep
) -> int:
    """The account whose API token it is."""
    digest = hashlib.sha256(credentials.username.encode()).digest()
    token = await session.get(AccountToken, digest)
    if token is None or credentials.password != "api_token":
        raise HTTPException(403, "Incorrect username and/or password")
    return token.account_id


async def get_administrator(
    organization_id: int, account_id: Annotated[int, Depends(get_account_id)], session: SessionDep
) -> str:
    """The role of the caller, who has to be one of the organization's administrators."""
    role = await session.scalar(
        select(OrganizationUser.role).where(
            OrganizationUser.organization_id == organization_id,
            OrganizationUser.account_id == account_id,
            OrganizationUser.joined,
            ~OrganizationUser.inactive,
        )
    )
    if role not in {"owner", "admin"}:
        raise HTTPException(403, "User does not have access to this resource.")
    return role


async def list_people(
    request: Request,
    response: Response,
    session: SessionDep,
    _administrator: Annotated[str, Depends(get_administrator)],
    organization_id: int,
    page: Annotated[int, Query(ge=1)] = 1,
    per_page: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> list[PersonOut]:
    """A page of the organization's people."""
    within = OrganizationUser.organization_id == organization_id
    records = await session.scalar(select(func.count()).select_from(OrganizationUser).where(within)) or 0
    people = await session.scalars(
        select(OrganizationUser)
        .where(within)
        .order_by(collate(func.lower(OrganizationUser.name), "C"), OrganizationUser.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
        .options(
            joinedload(OrganizationUser.account),
            selectinload(OrganizationUser.groups),
            selectinload(OrganizationUser.workspace_users).joinedload(WorkspaceUser.workspace),
            selectinload(OrganizationUser.pending_invitations),
        )
    )
    response.headers["X-Page"] = str(page)
    response.headers["X-Page-Size"] = str(per_page)
    response.headers["X-Pages"] = str(-(-records // per_page))
    response.headers["X-Records"] = str(records)
    response.headers["X-Sort-Order"] = "asc"
    return [_person(person, request.app.state.avatars_url) for person in people]


def _person(person: OrganizationUser, avatars_url: str) -> PersonOut:
    memberships = sorted(person.workspace_users, key=lambda one: (one.workspace.name.lower(), one.workspace_id))
    return PersonOut(
        id=person.id,
        user_id=person.account_id,
        organization_id=person.organization_id,
        name=person.name,
        email=person.email,
        can_edit_email=(person.joined or person.account.registered_at is None) and not person.elsewhere,
        owner=person.role == "owner",
        admin=person.role != "member",
        role_id=ORGANIZATION_ROLE_IDS[person.role],
        joined=person.joined,
        inactive=person.inactive,
        avatar_url=None if person.avatar is None else avatars_url + person.avatar,
        invitation_id=person.pending_invitations[0].id if person.pending_invitations else None,
        groups=[GroupOut(group_id=group.id, name=group.name) for group in person.groups],
        workspaces=[_workspace(person, membership) for membership in memberships],
        workspace_count=len(memberships),
    )


def _workspace(person: OrganizationUser, membership: WorkspaceUser) -> WorkspaceOut:
    return WorkspaceOut(
        workspace_id=membership.workspace_id,
        workspace_user_id=membership.id,
        name=membership.workspace.name,
        workspace_name=membership.workspace.name,
        admin=person.role != "member" or membership.role == "admin",
        role=membership.role,
        role_id=WORKSPACE_ROLE_IDS[membership.role],
        active=person.joined,
        inactive=person.inactive or membership.inactive,
    )


def application(database_url: str, avatars_url: str) -> FastAPI:
    """The application of one worker."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = create_async_engine(
            database_url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=CONNECTIONS_OF_A_WORKER
        )
        app.state.sessions = async_sessionmaker(engine, expire_on_commit=False)
        app.state.avatars_url = avatars_url
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)
    app.get("/api/v9/organizations/{organization_id}/users")(list_people)
    return app
